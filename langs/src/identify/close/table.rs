//! The table of a close group: which words speak for which of its languages.
//!
//! Text, to be read by people: lines of tab-separated fields, `#` for comments.
//!
//! ```text
//! @labels  bos_Latn  hrv_Latn  srp_Latn      the group, in the order of the columns
//! @model   0.50                              weight of the model's own opinion
//! @bias    0.10      0.00     -0.10
//! tjedan  -0.8       2.9      -2.1           a word
//! mje-     1.1       0.9      -2.0           how words begin
//! -irati  -0.7       1.5      -0.8           how words end
//! ```

use super::features::{Feature, Vocabulary};

/// A table as read.
#[derive(Debug)]
pub(super) struct Table {
    /// The group's labels.
    pub(super) labels: Vec<String>,
    /// Weight of the logarithm of the model's probability.
    pub(super) model: f32,
    /// Added to each label's evidence.
    pub(super) bias: Vec<f32>,
    pub(super) vocabulary: Vocabulary,
    /// How features are written, by row.
    pub(super) names: Vec<String>,
    /// One weight a label, row after row.
    weights: Vec<f32>,
}

impl Table {
    /// Reads a table.
    ///
    /// # Errors
    /// A sentence with the line that is at fault.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut table = Self {
            labels: Vec::new(),
            model: 1.0,
            bias: Vec::new(),
            vocabulary: Vocabulary::default(),
            names: Vec::new(),
            weights: Vec::new(),
        };
        for (number, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            table
                .line(line)
                .map_err(|wrong| format!("line {}: {wrong}", number + 1))?;
        }
        if table.labels.len() < 2 {
            return Err("a line `@labels` with two labels or more is missing".to_owned());
        }
        if table.bias.is_empty() {
            table.bias = vec![0.0; table.labels.len()];
        }
        Ok(table)
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let mut fields = line.split('\t');
        let name = fields.next().unwrap_or_default();
        if name == "@labels" {
            self.labels = fields.map(str::to_owned).collect();
            return Ok(());
        }
        let numbers = fields
            .map(|field| match field.parse::<f32>() {
                Ok(number) if number.is_finite() => Ok(number),
                _ => Err(format!("`{field}` is no number")),
            })
            .collect::<Result<Vec<f32>, String>>()?;
        let expected = if name == "@model" {
            1
        } else {
            self.labels.len()
        };
        if numbers.len() != expected || expected == 0 {
            let found = numbers.len();
            return Err(format!(
                "expected {expected} numbers after `{name}`, found {found}; `@labels` comes first"
            ));
        }
        match name {
            "@model" => self.model = numbers.first().copied().unwrap_or(1.0),
            "@bias" => self.bias = numbers,
            _ => {
                let feature = Feature::parse(name)
                    .ok_or_else(|| format!("`{name}` is no word, beginning- or -ending"))?;
                let row = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
                if !self.vocabulary.add(feature, row) {
                    return Err(format!("`{name}` stands twice"));
                }
                self.names.push(name.to_owned());
                self.weights.extend(numbers);
            }
        }
        Ok(())
    }

    /// The weights of a feature, one a label.
    pub(super) fn weights(&self, row: u32) -> &[f32] {
        let wide = self.labels.len();
        let from = row as usize * wide;
        self.weights.get(from..from + wide).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "# a comment\n@labels\tces_Latn\tslk_Latn\n@model\t0.5\n@bias\t0.1\t-0.1\n\
        že\t1\t-1\n-ých\t-2.5\t2.5\n";

    #[test]
    fn reads() {
        let table = Table::parse(SMALL).unwrap();
        assert_eq!(table.labels, ["ces_Latn", "slk_Latn"]);
        assert_eq!((table.model, &table.bias[..]), (0.5, &[0.1, -0.1][..]));
        assert_eq!(table.names, ["že", "-ých"]);
        assert_eq!(table.weights(1), [-2.5, 2.5]);
        assert_eq!(table.weights(2), [0.0; 0]);
    }

    #[test]
    fn mistakes_name_their_line() {
        for (text, wrong) in [
            ("", "@labels"),
            ("@labels\tces_Latn\n", "two labels"),
            ("že\t1\t1\n", "line 1: expected 0"),
            (
                "@labels\ta\tb\nže\t1\n",
                "line 2: expected 2 numbers after `že`, found 1",
            ),
            ("@labels\ta\tb\n@model\t1\t2\n", "line 2: expected 1"),
            ("@labels\ta\tb\nže\t1\tx\n", "`x` is no number"),
            ("@labels\ta\tb\nže\t1\tNaN\n", "`NaN` is no number"),
            (
                "@labels\ta\tb\nže\t1\t2\nže\t1\t2\n",
                "line 3: `že` stands twice",
            ),
            ("@labels\ta\tb\n-a-\t1\t2\n", "`-a-` is no word"),
        ] {
            let error = Table::parse(text).unwrap_err();
            assert!(error.contains(wrong), "{error}");
        }
    }
}
