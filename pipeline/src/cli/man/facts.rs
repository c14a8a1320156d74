//! What manual pages say that no definition of an option does: how a command ends, which variables and
//! files it looks at.

/// Terms, and what each of them means.
type Terms = Vec<(&'static str, &'static str)>;

/// What the page of one command says beyond its help.
#[derive(Default)]
pub(super) struct Facts {
    /// Paragraphs behind the description.
    pub(super) more: Vec<&'static str>,
    pub(super) exit: Terms,
    pub(super) environment: Terms,
    pub(super) files: Terms,
    pub(super) examples: Terms,
    /// Pages to look at, beside that of the command above.
    pub(super) see: Vec<&'static str>,
}

const DONE: (&str, &str) = ("0", "Done.");
const FAILED: (&str, &str) = (
    "1",
    "It failed: a file could not be read or written, or no space was left.",
);
const WRONG: (&str, &str) = ("2", "The call, or a file that it names, is wrong.");
const LINES: (&str, &str) = (
    "3",
    "Done, but some lines, pages or records could not be used. Each was told on standard error.",
);
const RUN: [(&str, &str); 4] = [
    DONE,
    (
        "1",
        "The run failed, no space was left, or a signal stopped it: the same command goes on from there.",
    ),
    ("2", "The call or the config is wrong. Nothing was read."),
    (
        "3",
        "Done, but more of the input was damaged than max_damaged allows, nothing of an archive could be \
         read, or archives were set aside.",
    ),
];

const COLOUR: [(&str, &str); 2] = [
    (
        "NO_COLOR",
        "With any value: help and errors without colour.",
    ),
    ("COLUMNS", "The width of help, at most 80."),
];
const CORES: (&str, &str) = (
    "SLURM_CPUS_PER_TASK",
    "Of a Slurm job: its cores, which are the threads that 0 asks for.",
);
const JOB: [(&str, &str); 3] = [
    (
        "SLURM_ARRAY_JOB_ID, SLURM_ARRAY_TASK_ID, SLURM_JOB_ID",
        "The job, for the signs of life that tamis status shows.",
    ),
    (
        "SLURMD_NODENAME",
        "The name of this node, in place of the host's.",
    ),
    (
        "TAMIS_LOG",
        "The file that the script of a job sends its output to, which tamis status names where it failed.",
    ),
];

/// Of what reads from object stores and the web, or sends to them.
const STORES: [(&str, &str); 5] = [
    (
        "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN",
        "Keys of s3://. AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN and \
         AWS_CONTAINER_CREDENTIALS_RELATIVE_URI name roles.",
    ),
    (
        "AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_ALLOW_HTTP",
        "In place of region, endpoint and allow_http in the table [stores].",
    ),
    (
        "GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_SERVICE_ACCOUNT, GOOGLE_SERVICE_ACCOUNT_KEY",
        "Keys of gs://.",
    ),
    (
        "HTTPS_PROXY, HTTP_PROXY, NO_PROXY",
        "The way out of a closed network.",
    ),
    (
        "SSL_CERT_FILE, SSL_CERT_DIR",
        "Certificates that are trusted instead of the system's.",
    ),
];

const CONFIG: (&str, &str) = (
    "CONFIG",
    "A TOML file; relative paths in it start from its folder.",
);
const CALIBRATION: (&str, &str) = (
    "calibration.json",
    "Beside the config: what tamis bench calibrate measured.",
);
const DATASET: [(&str, &str); 4] = [
    (
        "data/LANG_Script/*.parquet",
        "The documents that were kept.",
    ),
    (
        "removed/*.parquet",
        "Each document that was removed, with the reason.",
    ),
    (
        "manifest.json, SHA256SUMS",
        "The account, which tamis verify makes again from the files.",
    ),
    (
        "manifest.intoto.json",
        "The signatures, where the dataset is signed.",
    ),
];
const OUTPUT: [(&str, &str); 2] = [
    (
        "OUTPUT",
        "The folder that [run] output names; the dataset is in it.",
    ),
    (
        "OUTPUT/.tamis",
        "Tasks that are done, files between stages, logs. It holds texts as they were before personal data \
         was replaced: do not publish it.",
    ),
];

impl Facts {
    /// What there is to say of the command at this path, as `langs check`.
    pub(super) fn of(path: &str) -> Self {
        let mut facts = Self {
            exit: vec![DONE, FAILED, WRONG],
            environment: COLOUR.to_vec(),
            ..Self::default()
        };
        match path {
            "" => facts.main(),
            "run" => {
                facts.exit = RUN.to_vec();
                facts.environment.push(CORES);
                facts.environment.extend(STORES);
                facts.files.push(CONFIG);
                facts.files.extend(OUTPUT);
                facts.files.extend(DATASET);
                facts.see = vec!["tamis-init", "tamis-plan", "tamis-status", "tamis-verify"];
            }
            "plan" => {
                facts.environment.extend(STORES);
                facts.files = vec![CONFIG, CALIBRATION];
                facts.see = vec!["tamis-run", "tamis-bench-calibrate"];
            }
            "bench" | "bench calibrate" => {
                facts.environment.extend([
                    CORES,
                    (
                        "TMPDIR",
                        "Where the part of the input goes without --scratch.",
                    ),
                ]);
                facts.environment.extend(STORES);
                facts.files = vec![CONFIG, CALIBRATION];
                facts.see = vec!["tamis-plan"];
            }
            "crawl" | "crawl list" | "crawl paths" => {
                facts.environment.extend(STORES);
                facts.see = vec!["tamis-run"];
            }
            "publish" => {
                facts.environment.extend(STORES);
                facts.files = DATASET.to_vec();
                facts.see = vec!["tamis-verify"];
            }
            "slurm" | "task" => {
                facts.environment.push(CORES);
                facts.environment.extend(STORES);
                facts.files.push(CONFIG);
                facts.files.extend(OUTPUT);
                facts.see = vec!["tamis-run", "tamis-status"];
                if path == "task" {
                    facts.environment.extend(JOB);
                    facts.exit = RUN.to_vec();
                    facts.exit.push((
                        "75",
                        "An element of an array was stopped and has to be started again.",
                    ));
                    facts.see.insert(0, "tamis-slurm");
                }
            }
            "status" => {
                facts.files = OUTPUT.to_vec();
                facts.see = vec!["tamis-run", "tamis-slurm"];
            }
            "init" => {
                facts.files = vec![
                    ("tamis.toml", "The config that is written."),
                    ("provider.toml", "With --provider: the questions."),
                ];
                facts.see = vec!["tamis-plan", "tamis-run"];
            }
            "extract" | "identify" | "annotate" | "pii" => facts.exit.push(LINES),
            "dedup" => {
                facts.exit.push(LINES);
                facts.files = vec![
                    ("DIR/kept/", "A file for each input, in its format."),
                    (
                        "DIR/removed.jsonl",
                        "What was removed, and what stands for it.",
                    ),
                    ("DIR/dedup.json", "Parameters and counts."),
                ];
            }
            "verify" => {
                facts.exit[0] = ("0", "All of it holds.");
                facts.exit[1] = ("1", "Something is wrong; it was told.");
                facts.files = DATASET.to_vec();
                facts.see = vec!["tamis-prove", "tamis-sign"];
            }
            "why" => {
                facts.exit[0] = ("0", "It is in the dataset, or was removed from it.");
                facts.exit[1] = ("1", "Neither: the dataset knows nothing of it.");
                facts.files = DATASET.to_vec();
                facts.see = vec!["tamis-prove"];
            }
            "prove" => {
                facts.exit[0] = ("0", "The proof is written.");
                facts.exit[1] = (
                    "1",
                    "There is no such document, in the dataset or among what was removed from it; or the proof \
                     could not be written.",
                );
                facts.files = DATASET.to_vec();
                facts.see = vec!["tamis-why", "tamis-verify"];
            }
            "rights" | "report" => facts.files = DATASET.to_vec(),
            "keygen" => {
                facts.files = vec![
                    ("NAME.pem", "The private key; PKCS#8, for your eyes only."),
                    ("NAME.pub.pem", "The public key."),
                ];
                facts.see = vec!["tamis-sign", "tamis-verify"];
            }
            "sign" | "forget" => {
                facts.files = DATASET.to_vec();
                facts.see = vec!["tamis-keygen", "tamis-verify"];
            }
            "langs check" => {
                facts.exit[1] = ("1", "An example gets another verdict than it must get.");
            }
            "completions" => {
                facts.files = vec![
                    (
                        "~/.local/share/bash-completion/completions/tamis",
                        "Where bash looks for the script (with the package bash-completion).",
                    ),
                    (
                        "~/.config/fish/completions/tamis.fish",
                        "Where fish does. zsh takes a file _tamis in any folder of $fpath.",
                    ),
                ];
            }
            _ => {}
        }
        facts
    }

    fn main(&mut self) {
        self.more = vec![
            "A run reads archives (WARC, WET, ARC), JSON lines, Parquet or texts, honours reservations of rights, \
             takes the main text, names the language, finds duplicates, filters by one profile for each \
             language, replaces personal data and mixes the languages. Each document that is left out is listed \
             with the reason, and the manifest accounts for all of it. Killed at any moment, a run goes on where \
             it stopped, and the data is the same.",
            "Each command has a page of its own: tamis-run(1).",
        ];
        self.exit = RUN.to_vec();
        self.exit.push((
            "75",
            "An element of an array was stopped and has to be started again.",
        ));
        self.environment.push(CORES);
        self.files.push(CONFIG);
        self.files.extend(OUTPUT);
        self.examples = vec![
            (
                "tamis init my.toml",
                "Write a commented config; then edit its paths.",
            ),
            ("tamis plan my.toml", "Check it, and draw what it would do."),
            (
                "tamis run my.toml",
                "Run it; the same command goes on after a stop.",
            ),
            (
                "tamis status my.toml",
                "From another terminal: how far it is.",
            ),
            (
                "tamis verify out",
                "Check all that the dataset says of itself.",
            ),
        ];
        self.see = vec!["tamis-init", "tamis-run"];
    }
}
