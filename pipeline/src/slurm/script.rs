//! The scripts: bash that a person can read, change and submit.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::jobs::Job;
use crate::config::SlurmSettings;
use crate::dag::Plan;
use crate::error::{Error, Result};
use crate::io::write_atomically;
use crate::run::{AGAIN, Layout};

/// What scripts call.
#[derive(Debug, Clone)]
pub struct Call {
    /// This program.
    pub binary: PathBuf,
    /// The config, with its whole path.
    pub config: PathBuf,
    /// Accept a changed config.
    pub update: bool,
}

/// How often an element is queued again after it was killed, by a lack of memory for one.
const AFTER_KILLS: u32 = 3;

/// Seconds between the end of the grace and the time limit.
const MARGIN: u64 = 30;

/// Writes the scripts of all jobs, and `submit.sh`. Gives their folder.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    plan: &Plan,
    layout: &Layout,
    jobs: &[Job],
    settings: &SlurmSettings,
    call: &Call,
) -> Result<PathBuf> {
    let folder = absolute(&layout.slurm())?;
    let logs = folder.join("logs");
    std::fs::create_dir_all(&logs).map_err(Error::io(&logs, "make the folder"))?;
    let root = absolute(&layout.root)?;
    for old in std::fs::read_dir(&folder).map_err(Error::io(&folder, "read the folder"))? {
        let path = old.map_err(Error::io(&folder, "read the folder"))?.path();
        if path.extension().is_some_and(|ending| ending == "sh") {
            std::fs::remove_file(&path).map_err(Error::io(&path, "delete"))?;
        }
    }
    for job in jobs {
        let text = script(plan, jobs, job, settings, call, (&root, &logs));
        write_atomically(&folder.join(job.script()), text.as_bytes())?;
    }
    let text = submit(plan, jobs, settings);
    write_atomically(&folder.join("submit.sh"), text.as_bytes())?;
    Ok(folder)
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(Error::io(path, "find"))
}

fn script(
    plan: &Plan,
    jobs: &[Job],
    job: &Job,
    settings: &SlurmSettings,
    call: &Call,
    (root, logs): (&Path, &Path),
) -> String {
    let group = &plan.groups[job.number - 1];
    let names = group.nodes().map(|id| plan.graph.nodes[id].name.as_str());
    let names: Vec<&str> = names.collect();
    let run = &plan.graph.run.name;
    let tasks = match job.tasks {
        Some(1) => "1 task".into(),
        Some(n) => format!("{n} tasks"),
        None => "Tasks that are counted when the groups before have ended".into(),
    };
    let mut out = String::from("#!/bin/bash\n");
    let _ = writeln!(
        out,
        "# {}: group {} of {}, {}.",
        line(run),
        job.number,
        jobs.len(),
        names.join(", ")
    );
    let _ = writeln!(
        out,
        "# {tasks}, for {} element{}. `tamis slurm` writes this file anew each time.",
        job.elements,
        if job.elements == 1 { "" } else { "s" }
    );
    let array = job.elements > 1;
    let mut option = |text: String| {
        let _ = writeln!(out, "#SBATCH {text}");
    };
    option(format!("--job-name={}-{}", word(run), job.group));
    if array {
        let most = settings
            .nodes
            .map_or_else(String::new, |nodes| format!("%{nodes}"));
        option(format!("--array=0-{}{most}", job.elements - 1));
    }
    let named = [
        ("partition", settings.partition.clone()),
        ("account", settings.account.clone()),
        ("qos", settings.qos.clone()),
        ("time", settings.time.clone()),
        ("nodes", Some("1".into())),
        ("ntasks", Some("1".into())),
        (
            "cpus-per-task",
            settings.cpus_per_task.map(|n| n.to_string()),
        ),
        ("mem", settings.memory.clone()),
        ("mem-per-cpu", settings.memory_per_cpu.clone()),
    ];
    for (name, value) in named {
        if let Some(value) = value {
            option(format!("--{name}={}", double(&value)));
        }
    }
    option("--requeue".into());
    option("--open-mode=append".into());
    let file = if array { "-%a" } else { "" };
    // sbatch puts its own words for what follows `%`.
    let log = |file: &str| format!("{}/{}{file}.log", logs.display(), job.group);
    let pattern = log("\u{0}").replace('%', "%%").replace('\u{0}', file);
    option(format!("--output={}", double(&pattern)));
    option(format!("--signal=B:USR1@{}", settings.grace + MARGIN));
    for line in &settings.sbatch {
        option(line.clone());
    }
    out.push_str("set -u\n");
    for module in &settings.modules {
        let _ = writeln!(out, "module load {}", quoted(module));
    }
    for (name, value) in &settings.environment {
        let _ = writeln!(out, "export {name}={}", quoted(value));
    }
    let element = if array {
        "\"$SLURM_ARRAY_TASK_ID\""
    } else {
        "0"
    };
    let own = if array {
        "\"-$SLURM_ARRAY_TASK_ID\""
    } else {
        ""
    };
    let prefix = format!("{}/{}", logs.display(), job.group);
    let _ = writeln!(out, "export TAMIS_LOG={}{own}.log", quoted(&prefix));
    let mut command = program(settings, call, root);
    command.push_str(&format!(
        " \\\n    task {} {}",
        quoted(&call.config.display().to_string()),
        job.group
    ));
    let _ = write!(
        command,
        " \\\n    --element {element} --of {} --grace {} --heartbeat {}",
        job.elements, settings.grace, settings.heartbeat
    );
    if call.update {
        command.push_str(" --update");
    }
    let job_id = if array {
        "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
    } else {
        "$SLURM_JOB_ID"
    };
    let requeues = settings.requeues;
    let _ = write!(
        out,
        "\n{command} &\n\
child=$!\n\
# Slurm warns this script ahead of the time limit; tamis then ends what it has begun.\n\
trap 'kill -USR1 \"$child\" 2> /dev/null' USR1\n\
# Who cancels or preempts a job sends TERM to all of it, and decides on what comes after.\n\
cancelled=\ntrap 'cancelled=yes' TERM\n\
code=0\n\
wait \"$child\" || code=$?\n\
while kill -0 \"$child\" 2> /dev/null; do\n    code=0\n    wait \"$child\" || code=$?\ndone\n\
# {AGAIN}: stopped before its end. Above 128: killed, perhaps for want of memory. Both go on from where\n\
# they stopped when they are queued again.\n\
restarts=${{SLURM_RESTART_COUNT:-0}}\n\
if [ -z \"$cancelled\" ] && {{ {{ [ \"$code\" -eq {AGAIN} ] && [ \"$restarts\" -lt {requeues} ]; }} \\\n    \
|| {{ [ \"$code\" -gt 128 ] && [ \"$restarts\" -lt {AFTER_KILLS} ]; }}; }}; then\n    \
echo \"ended with $code: queued again\" >&2\n    \
# It ends this script too.\n    \
scontrol requeue \"{job_id}\" && sleep 60\nfi\n\
exit \"$code\"\n"
    );
    out
}

/// The program, in its container if there is one.
fn program(settings: &SlurmSettings, call: &Call, root: &Path) -> String {
    let binary = settings.binary.clone();
    let Some(image) = &settings.container else {
        return quoted(&binary.unwrap_or_else(|| call.binary.display().to_string()));
    };
    let config = call.config.parent().unwrap_or(Path::new("/"));
    let mut binds = vec![root.display().to_string(), config.display().to_string()];
    binds.extend(settings.bind.iter().cloned());
    format!(
        "apptainer exec --bind {} {} {}",
        quoted(&binds.join(",")),
        quoted(&image.display().to_string()),
        quoted(&binary.unwrap_or_else(|| "tamis".into()))
    )
}

fn submit(plan: &Plan, jobs: &[Job], settings: &SlurmSettings) -> String {
    let name = word(&plan.graph.run.name);
    let mut out = String::from(
        "#!/bin/bash\n\
# Submits the arrays, each to begin when the one before it has ended well. With a number as its argument\n\
# it begins with that array. Ids of the jobs go to jobs.txt.\n\
set -e\n\
cd \"$(dirname \"$0\")\"\n\
first=${1:-1}\n\
after=()\n\
submit() {\n    \
[ \"$1\" -ge \"$first\" ] || return 0\n    \
id=$(sbatch --parsable --kill-on-invalid-dep=yes \"${after[@]}\" \"./$2\")\n    \
id=${id%%;*}\n    \
echo \"$id $2\" | tee -a jobs.txt\n    \
after=(\"--dependency=afterok:$id\")\n\
}\n\
# No more than so many jobs may be in the queue: a small one submits what is left.\n\
rest() {\n    \
[ \"$1\" -gt \"$first\" ] || return 0\n    ",
    );
    let mut small = vec![
        format!("--job-name={name}-submit"),
        "--ntasks=1".into(),
        format!("--output={}", double("logs/submit.log")),
        "--open-mode=append".into(),
    ];
    let named = [
        ("partition", &settings.partition),
        ("account", &settings.account),
        ("qos", &settings.qos),
    ];
    for (name, value) in named {
        small.extend(
            value
                .iter()
                .map(|value| format!("--{name}={}", quoted(value))),
        );
    }
    let _ = write!(
        out,
        "id=$(sbatch --parsable --kill-on-invalid-dep=yes \"${{after[@]}}\" --time=10 \\\n        {} \\\n        \
--wrap \"bash ./submit.sh $1\")\n    \
echo \"${{id%%;*}} submit.sh $1\" | tee -a jobs.txt\n    exit 0\n}}\n",
        small.join(" ")
    );
    for job in jobs {
        if job.later {
            let _ = writeln!(out, "rest {}", job.number);
        }
        let _ = writeln!(out, "submit {} {}", job.number, quoted(&job.script()));
    }
    out
}

/// As a word of a shell that means nothing else.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_string();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// As the value of an option of sbatch.
fn double(text: &str) -> String {
    match text.contains(char::is_whitespace) {
        true => format!("\"{text}\""),
        false => text.to_string(),
    }
}

/// For the name of a job.
fn word(text: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    text.chars().map(fits).take(40).collect()
}

fn line(text: &str) -> String {
    text.replace(char::is_control, " ")
}
