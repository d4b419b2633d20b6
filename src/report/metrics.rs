//! Numbers for a monitor, in OpenMetrics' text form, which a reader of Prometheus' own takes as well.

use std::fmt::Write as _;

/// A measured thing, with a sample for each set of labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gauge {
    pub name: &'static str,
    pub help: &'static str,
    samples: Vec<(Vec<(&'static str, String)>, String)>,
}

impl Gauge {
    pub fn new(name: &'static str, help: &'static str) -> Self {
        Self { name, help, samples: Vec::new() }
    }

    /// A thing that is measured once.
    pub fn of(name: &'static str, help: &'static str, value: i64) -> Self {
        let mut gauge = Self::new(name, help);
        gauge.add(Vec::new(), value);
        gauge
    }

    /// A length of time that is measured once; the name ends in `_seconds`.
    pub fn seconds(name: &'static str, help: &'static str, milliseconds: u64) -> Self {
        let value = format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000);
        Self { name, help, samples: vec![(Vec::new(), value)] }
    }

    pub fn add(&mut self, labels: Vec<(&'static str, String)>, value: i64) {
        self.samples.push((labels, value.to_string()));
    }
}

/// The whole file. A gauge without samples is left out.
pub fn openmetrics(gauges: &[Gauge]) -> String {
    let mut out = String::new();
    for gauge in gauges.iter().filter(|gauge| !gauge.samples.is_empty()) {
        let Gauge { name, help, samples } = gauge;
        // Writing to a string cannot fail.
        let _ = writeln!(out, "# HELP {name} {}", escaped(help));
        let _ = writeln!(out, "# TYPE {name} gauge");
        if name.ends_with("_seconds") {
            let _ = writeln!(out, "# UNIT {name} seconds");
        } else if name.ends_with("_bytes") {
            let _ = writeln!(out, "# UNIT {name} bytes");
        }
        for (labels, value) in samples {
            let labels: Vec<String> = labels
                .iter()
                .map(|(label, value)| format!("{label}=\"{}\"", escaped(value)))
                .collect();
            let labels =
                if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
            let _ = writeln!(out, "{name}{labels} {value}");
        }
    }
    out.push_str("# EOF\n");
    out
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_stand_under_their_name_and_labels_are_escaped() {
        let mut up = Gauge::new("claims_source_up", "Whether it answered.");
        up.add(vec![("event", "a \"b\"\\\n".to_owned())], 1);
        let took = Gauge::seconds("claims_run_duration_seconds", "How long.", 12_045);
        let none = Gauge::new("claims_none", "Nothing.");
        assert_eq!(
            openmetrics(&[up, none, took]),
            "# HELP claims_source_up Whether it answered.\n# TYPE claims_source_up gauge\n\
             claims_source_up{event=\"a \\\"b\\\"\\\\\\n\"} 1\n\
             # HELP claims_run_duration_seconds How long.\n\
             # TYPE claims_run_duration_seconds gauge\n\
             # UNIT claims_run_duration_seconds seconds\n\
             claims_run_duration_seconds 12.045\n# EOF\n"
        );
    }
}
