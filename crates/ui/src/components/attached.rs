//! Files of a form: kept aside when they come in, so that a form that is shown again still has them.
//!
//! **Invariant:** a record refers to a file only when whoever sent the form brought it, or when the
//! record refers to it already: knowing a hash opens no file.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use maud::{Markup, html};
use probity_app::AppError;
use probity_app::ports::WorkspaceName;
use probity_core::ids::KindId;
use probity_core::kind::FieldType;
use probity_core::value::{FileReference, Value};
use serde_json::Value as Json;

use super::form::asked;
use super::input::input_name;
use super::numbers::size;
use crate::blocking::blocking;
use crate::desk::Desk;
use crate::error::PageError;
use crate::fields::Fields;
use crate::pages::sent::{ATTACHED_BYTES, SentFile};

/// Files that are remembered; the oldest go first.
const REMEMBERED: usize = 2_000;
/// The most bytes of a name.
const NAME_BYTES: usize = 255;

/// A file that was brought: the workspace, what the forms of whoever brought it carry, the file.
type Brought = (WorkspaceName, String, FileReference);

/// The files that were brought lately, oldest first.
#[derive(Default)]
pub struct Attached(Mutex<Vec<Brought>>);

impl Attached {
    fn add(&self, brought: Brought) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|known| *known != brought);
        if all.len() >= REMEMBERED {
            all.remove(0);
        }
        all.push(brought);
    }

    fn has(&self, brought: &Brought) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(brought)
    }
}

/// The name of the input that takes a file.
pub fn file_name(field: &str) -> String {
    format!("file.{field}")
}

/// The name of the checkbox that takes a file away.
pub fn drop_name(field: &str) -> String {
    format!("drop.{field}")
}

/// Keeps the files of a form and names them among its fields. Problems are by name of the field.
///
/// # Errors
/// Whatever keeping a file gives.
pub async fn keep(
    desk: &Desk,
    kind: KindId,
    fields: &mut Fields,
    files: Vec<SentFile>,
) -> Result<BTreeMap<String, String>, PageError> {
    let mut problems = BTreeMap::new();
    let asked = asked(desk, kind);
    for SentFile { input, name, content } in files {
        let takes = |field: &&probity_core::register::FieldView| {
            matches!(field.field_type, FieldType::File) && file_name(&field.name) == input
        };
        let Some(field) = asked.iter().find(takes) else {
            continue;
        };
        let name = plain_name(&name);
        if content.is_empty() || content.len() > ATTACHED_BYTES {
            let why = if content.is_empty() {
                "is empty"
            } else {
                "is too large"
            };
            problems.insert(
                field.name.clone(),
                format!("the file `{name}` {why}: choose another"),
            );
            continue;
        }
        let workspace = std::sync::Arc::clone(&desk.ctx.workspace);
        let bytes = content.len() as u64;
        let hash = blocking(move || workspace.blobs().put(&content).map_err(AppError::from)).await?;
        let file = FileReference {
            sha256: hash.to_string().into(),
            name: name.into(),
            size: bytes,
        };
        desk.attached().add(brought(desk, file.clone()));
        fields.put(&input_name(&field.name), typed(&file));
        fields.remove(&drop_name(&field.name));
    }
    Ok(problems)
}

/// A file as a form carries it: hash, bytes, name.
pub fn typed(file: &FileReference) -> String {
    format!("{} {} {}", file.sha256, file.size, file.name)
}

fn read(text: &str) -> Option<FileReference> {
    let mut parts = text.splitn(3, ' ');
    Some(FileReference {
        sha256: parts.next()?.into(),
        size: parts.next()?.parse().ok()?,
        name: parts.next()?.into(),
    })
}

/// The form that entries carry.
pub fn json(desk: &Desk, text: &str, held: Option<&Value>) -> Result<Json, String> {
    let file = read(text).ok_or_else(|| "the file cannot be read: choose it again".to_owned())?;
    let is_held = matches!(held, Some(Value::File(held)) if **held == file);
    if !is_held && !desk.attached().has(&brought(desk, file.clone())) {
        return Err(format!(
            "`{}` is no longer here: choose the file again",
            file.name
        ));
    }
    Ok(serde_json::json!({ "sha256": &*file.sha256, "name": &*file.name, "size": file.size }))
}

fn brought(desk: &Desk, file: FileReference) -> Brought {
    (desk.ctx.workspace.name().clone(), desk.form_token(), file)
}

/// The last part of a name without anything that a file system or a header could trip over.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut plain = String::new();
    for character in last.chars().filter(|character| !character.is_control()) {
        if plain.len() + character.len_utf8() > NAME_BYTES {
            break;
        }
        plain.push(character);
    }
    match plain.trim() {
        "" => "file".to_owned(),
        plain => plain.to_owned(),
    }
}

/// The input: the file that is there, the way to take it away, the place for another.
pub fn draw(field: &str, id: &str, text: &str, described: Option<&str>, wrong: Option<&str>) -> Markup {
    let file = read(text);
    html! {
        input type="hidden" name=(input_name(field)) value=(text);
        @if let Some(file) = &file {
            p { (file.name) " " span.note { (size(file.size)) } }
            label.single { input type="checkbox" name=(drop_name(field)) value="yes"; "Take this file away" }
        }
        input type="file" id=(id) name=(file_name(field)) aria-describedby=[described] aria-invalid=[wrong];
        p.hint { @if file.is_some() { "Choose another to put in its place, " } @else { "Any file, " } "up to " (size(ATTACHED_BYTES as u64)) "." }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_name(name: &str, expect: &str) {
        assert_eq!(plain_name(name), expect, "`{name}`");
    }

    #[test]
    fn names_of_files_are_plain() {
        check_name("minutes.pdf", "minutes.pdf");
        check_name("C:\\fake\\minutes.pdf", "minutes.pdf");
        check_name("../../etc/passwd", "passwd");
        check_name("a\r\nb: c", "ab: c");
        check_name("..", "..");
        check_name("/", "file");
        assert_eq!(plain_name(&"ü".repeat(300)).len(), 254);
    }

    #[test]
    fn a_file_is_read_back_with_blanks_in_its_name() {
        let file = FileReference {
            sha256: "0a".repeat(32).into(),
            name: "minutes of  May.pdf".into(),
            size: 12,
        };
        assert_eq!(read(&typed(&file)), Some(file));
        assert_eq!(read("nothing"), None);
    }
}
