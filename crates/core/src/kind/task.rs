//! Task: something somebody has to do by a day.

use super::shared::{ANY, NOTES, OUTSIDE_IDS, PRIORITIES, TAGS, UNIT};
use super::{FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("open", "Open", Phase::Planned).aliases(&["new", "to do", "todo"]),
        State::new("in_work", "In work", Phase::Active).aliases(&["in progress", "doing"]),
        State::new("done", "Done", Phase::Ended).aliases(&["completed", "closed"]),
        State::new("dropped", "Dropped", Phase::Ended).aliases(&["cancelled", "wontfix"]),
    ],
    transitions: &[
        Transition::new(&["open"], "in_work", "Start"),
        Transition::new(&["open", "in_work"], "done", "Mark as done"),
        Transition::new(&["open", "in_work"], "dropped", "Drop").with_reason(),
        Transition::new(&["done", "dropped"], "open", "Reopen").with_reason(),
    ],
    aliases: &["status"],
};

/// Something that somebody has to do by a day.
pub static KIND: KindDecl = KindDecl {
    name: "task",
    prefix: "TSK",
    singular: "task",
    plural: "Tasks",
    purpose: "What somebody has to do by when, and to which record it belongs.",
    source: "house",
    group: Group::Work,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Task")
            .required()
            .aliases(&["task", "title", "summary", "name", "action"]),
        FieldDecl::long_text("description", "What to do").aliases(&["description", "details"]),
        FieldDecl::reference("owner", "Assigned to", &["person"], "tasks")
            .required()
            .aliases(&["assignee", "assigned to", "owner", "responsible"]),
        FieldDecl::date("due", "Due")
            .required()
            .aliases(&["due date", "due", "deadline"]),
        FieldDecl::choice("priority", "Priority", PRIORITIES).aliases(&["priority"]),
        FieldDecl::references("about", "Belongs to", ANY, "tasks").aliases(&["related to", "about"]),
        FieldDecl::reference("assigned_by", "Assigned by", &["person"], "assigned tasks")
            .aliases(&["assigned by", "created by"]),
        FieldDecl::long_text("result", "Result").aliases(&["result", "resolution"]),
        FieldDecl::date("done_on", "Done on").aliases(&["done on", "completed on", "closed"]),
        UNIT,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "owner", "due", "priority", "about", "state"],
    internal: false,
};
