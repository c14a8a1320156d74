//! The page's questions.

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use tamis_langs::Scale;

use super::answers::{amount, precision_json, sample_json, state_json};
use super::state::Workbench;
use crate::error::Error;
use crate::tune::{self, Changes, Label, Labels, Wanted};

/// Most documents of each side that one question gets.
const MOST_SAMPLES: usize = 50;

#[derive(Deserialize)]
pub(super) struct Limits {
    #[serde(default)]
    limits: BTreeMap<String, Option<f32>>,
}

#[derive(Deserialize)]
pub(super) struct SamplesOf {
    #[serde(default)]
    limits: BTreeMap<String, Option<f32>>,
    key: String,
    count: usize,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    order: String,
}

#[derive(Deserialize)]
pub(super) struct LabelOf {
    id: String,
    label: Option<Label>,
}

/// Answers off the threads that listen, so that a long answer holds no other up.
async fn answer(
    state: Arc<Workbench>,
    work: impl FnOnce(&Workbench) -> Result<Value, Error> + Send + 'static,
) -> Response {
    match tokio::task::spawn_blocking(move || work(&state)).await {
        Ok(Ok(value)) => Json(value).into_response(),
        Ok(Err(error)) => {
            let status = match error.exit_code() {
                2 => StatusCode::BAD_REQUEST,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            };
            let help = error.help().unwrap_or_default();
            let told = json!({ "error": error.to_string(), "help": help });
            (status, Json(told)).into_response()
        }
        Err(_) => {
            let told = json!({
                "error": "tamis made a mistake while it answered",
                "help": "please report it with what you did",
            });
            (StatusCode::INTERNAL_SERVER_ERROR, Json(told)).into_response()
        }
    }
}

/// The labels, whatever became of another request that held them.
fn labels(state: &Workbench) -> MutexGuard<'_, Labels> {
    state.labels.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The changes, if each is a bound that there is and a number that it may have.
fn checked(state: &Workbench, limits: BTreeMap<String, Option<f32>>) -> Result<Changes, Error> {
    for (key, limit) in &limits {
        let Some(rule) = state.session.rules.iter().find(|rule| rule.key == key) else {
            return Err(Error::usage(
                format!("there is no bound `{key}`"),
                "reload the page",
            ));
        };
        let most = match rule.scale {
            Scale::Share => 1.0,
            Scale::Number => f32::MAX,
        };
        if limit.is_some_and(|limit| !(0.0..=most).contains(&limit)) {
            return Err(Error::usage(
                format!("{key} must be a number from 0 to {most}"),
                "or be off",
            ));
        }
    }
    Ok(limits)
}

pub(super) async fn state(State(state): State<Arc<Workbench>>) -> Response {
    answer(state, |state| Ok(state_json(state, &labels(state)))).await
}

pub(super) async fn what_if(
    State(state): State<Arc<Workbench>>,
    Json(asked): Json<Limits>,
) -> Response {
    answer(state, move |state| {
        let start = Instant::now();
        let changes = checked(state, asked.limits)?;
        let answer = state.session.what_if(&changes);
        let rules: Vec<Value> = state
            .session
            .rules
            .iter()
            .enumerate()
            .map(|(at, rule)| {
                let effect = answer.effect.rules.get(at).copied().unwrap_or_default();
                let (removed, returned) = answer.change.rules.get(at).copied().unwrap_or_default();
                json!({
                    "key": rule.key,
                    "alone": amount(effect.alone), "only": amount(effect.only),
                    "removed": amount(removed), "returned": amount(returned),
                })
            })
            .collect();
        let on: Vec<usize> = (0..answer.bounds.len())
            .filter(|at| {
                answer
                    .bounds
                    .get(*at)
                    .is_some_and(|bound| bound.limit.is_some())
            })
            .collect();
        let cell = |i: usize, j: usize| answer.effect.overlap.get(i).and_then(|row| row.get(j));
        let overlap: Vec<Vec<u64>> = on
            .iter()
            .map(|i| {
                on.iter()
                    .map(|j| cell(*i, *j).copied().unwrap_or(0))
                    .collect()
            })
            .collect();
        let names: Vec<&str> = on
            .iter()
            .filter_map(|at| Some(state.session.rules.get(*at)?.key))
            .collect();
        Ok(json!({
            "kept": amount(answer.effect.kept), "dropped": amount(answer.effect.dropped),
            "removed": amount(answer.change.removed), "returned": amount(answer.change.returned),
            "rules": rules, "overlap": overlap, "on": names,
            "milliseconds": start.elapsed().as_secs_f64() * 1000.0,
        }))
    })
    .await
}

pub(super) async fn samples(
    State(state): State<Arc<Workbench>>,
    Json(asked): Json<SamplesOf>,
) -> Response {
    answer(state, move |state| {
        let changes = checked(state, asked.limits)?;
        let rule = match asked.key.as_str() {
            "changed" => None,
            key => Some(state.session.rule(key).ok_or_else(|| {
                Error::usage(format!("there is no bound `{key}`"), "reload the page")
            })?),
        };
        let wanted = Wanted {
            rule,
            count: asked.count.min(MOST_SAMPLES),
            seed: asked.seed,
            random: asked.order == "random" || rule.is_none(),
        };
        let answer = state.session.what_if(&changes);
        // A copy, so that reading documents keeps no label waiting.
        let labels = labels(state).clone();
        let (kept, dropped) = state.session.samples(&changes, &answer, wanted, &labels)?;
        let all = |samples: &[tune::Sample]| samples.iter().map(sample_json).collect::<Vec<_>>();
        Ok(json!({ "kept": all(&kept), "dropped": all(&dropped) }))
    })
    .await
}

pub(super) async fn label(
    State(state): State<Arc<Workbench>>,
    Json(asked): Json<LabelOf>,
) -> Response {
    answer(state, move |state| {
        let mut labels = labels(state);
        labels.set(&asked.id, asked.label)?;
        let (keep, drop) = labels.counts();
        Ok(json!({ "labels": { "keep": keep, "drop": drop } }))
    })
    .await
}

pub(super) async fn precision(
    State(state): State<Arc<Workbench>>,
    Json(asked): Json<Limits>,
) -> Response {
    answer(state, move |state| {
        let changes = checked(state, asked.limits)?;
        let answer = state.session.what_if(&changes);
        let labels = labels(state).clone();
        Ok(precision_json(&state.session, &labels, &answer.masks))
    })
    .await
}

pub(super) async fn export(
    State(state): State<Arc<Workbench>>,
    Json(asked): Json<Limits>,
) -> Response {
    answer(state, move |state| {
        let changes = checked(state, asked.limits)?;
        let labels = labels(state).clone();
        let exported = tune::export(&state.session, &changes, &|_| None, &labels)?;
        Ok(json!({
            "file": exported.file, "toml": exported.toml, "diff": exported.diff,
            "examples": exported.examples, "examples_skipped": exported.skipped,
        }))
    })
    .await
}
