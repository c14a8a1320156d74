//! The machine that a run is on, without its name or any path of it.

use std::fs;

use tamis_manifests::manifest::Environment;

/// What the system tells.
#[must_use]
pub fn environment(threads: usize) -> Environment {
    let text = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let release = text("/proc/sys/kernel/osrelease");
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Environment {
        system: format!("{} {}", std::env::consts::OS, release.trim())
            .trim()
            .to_owned(),
        architecture: std::env::consts::ARCH.to_owned(),
        processor: field(&text("/proc/cpuinfo"), "model name"),
        cores: cores as u64,
        threads: threads as u64,
        memory: memory(&text("/proc/meminfo")),
        slurm_job: std::env::var("SLURM_JOB_ID").ok(),
    }
}

/// The value of the first line `NAME : VALUE`.
fn field(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    })
}

/// The kernel counts in KiB.
fn memory(text: &str) -> Option<u64> {
    let value = field(text, "MemTotal")?;
    let kib: u64 = value.split_whitespace().next()?.parse().ok()?;
    kib.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_the_kernel_s_files() {
        let cpu = "processor\t: 0\nmodel name\t: A CPU @ 2 GHz\nmodel name\t: another\n";
        assert_eq!(field(cpu, "model name").as_deref(), Some("A CPU @ 2 GHz"));
        assert_eq!(field("", "model name"), None);
        assert_eq!(
            memory("MemTotal:       16 kB\nMemFree: 1 kB\n"),
            Some(16384)
        );
        assert_eq!(memory("MemTotal: many\n"), None);
    }
}
