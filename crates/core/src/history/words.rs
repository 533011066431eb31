//! Two texts compared word by word.

/// Above this many comparisons the changed middle is shown as one removal and one addition.
const COMPARISONS_MAX: usize = 400_000;

/// A run of words with one fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What became of it.
    pub kind: SegmentKind,
    /// The words with the space after them.
    pub text: String,
}

/// What became of a run of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentKind {
    /// It stayed.
    Same,
    /// It went.
    Removed,
    /// It came.
    Added,
}

/// What stayed, went and came. Without the added segments it reads as the old text, without the
/// removed ones as the new.
pub fn compare_words(old: &str, new: &str) -> Vec<Segment> {
    let words = |text: &'_ str| -> Vec<String> {
        text.split_inclusive(char::is_whitespace)
            .map(str::to_owned)
            .collect()
    };
    let (old, new) = (words(old), words(new));
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - start;
    let end = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(rest)
        .take_while(|(a, b)| a == b)
        .count();
    let (old_middle, new_middle) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    let mut out = Segments::default();
    old[..start]
        .iter()
        .for_each(|word| out.push(SegmentKind::Same, word));
    match old_middle.len().saturating_mul(new_middle.len()) > COMPARISONS_MAX {
        true => {
            old_middle
                .iter()
                .for_each(|word| out.push(SegmentKind::Removed, word));
            new_middle
                .iter()
                .for_each(|word| out.push(SegmentKind::Added, word));
        }
        false => out.push_common(old_middle, new_middle),
    }
    old[old.len() - end..]
        .iter()
        .for_each(|word| out.push(SegmentKind::Same, word));
    out.0
}

#[derive(Default)]
struct Segments(Vec<Segment>);

impl Segments {
    fn push(&mut self, kind: SegmentKind, word: &str) {
        match self.0.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(word),
            _ => self.0.push(Segment {
                kind,
                text: word.to_owned(),
            }),
        }
    }

    /// Walks along a longest common subsequence.
    fn push_common(&mut self, old: &[String], new: &[String]) {
        let width = new.len() + 1;
        // lengths[i * width + j]: longest common subsequence of old[i..] and new[j..].
        let mut lengths = vec![0_u32; (old.len() + 1) * width];
        for i in (0..old.len()).rev() {
            for j in (0..new.len()).rev() {
                lengths[i * width + j] = match old[i] == new[j] {
                    true => lengths[(i + 1) * width + j + 1] + 1,
                    false => lengths[(i + 1) * width + j].max(lengths[i * width + j + 1]),
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < old.len() && j < new.len() {
            if old[i] == new[j] {
                self.push(SegmentKind::Same, &old[i]);
                (i, j) = (i + 1, j + 1);
            } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
                self.push(SegmentKind::Removed, &old[i]);
                i += 1;
            } else {
                self.push(SegmentKind::Added, &new[j]);
                j += 1;
            }
        }
        old[i..]
            .iter()
            .for_each(|word| self.push(SegmentKind::Removed, word));
        new[j..]
            .iter()
            .for_each(|word| self.push(SegmentKind::Added, word));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, expect: &str) {
        let shown: String = compare_words(old, new)
            .iter()
            .map(|segment| match segment.kind {
                SegmentKind::Same => segment.text.clone(),
                SegmentKind::Removed => format!("[-{}]", segment.text),
                SegmentKind::Added => format!("[+{}]", segment.text),
            })
            .collect();
        assert_eq!(shown, expect);
    }

    #[test]
    fn words_are_compared() {
        check(
            "it answers all customers",
            "it answers some customers",
            "it answers [-all ][+some ]customers",
        );
        check("a b c", "a c", "a [-b ]c");
        check("a c", "b a x c", "[+b ]a [+x ]c");
        check("", "new", "[+new]");
        check("same", "same", "same");
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_back(old in "[ab\n ]{0,30}", new in "[abc ]{0,30}") {
            let segments = compare_words(&old, &new);
            let without = |gone: SegmentKind| -> String {
                segments.iter().filter(|segment| segment.kind != gone).map(|segment| segment.text.as_str()).collect()
            };
            prop_assert_eq!(without(SegmentKind::Added), old);
            prop_assert_eq!(without(SegmentKind::Removed), new);
        }
    }
}
