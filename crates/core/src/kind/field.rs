//! Fields of a kind: type, words and marks.

/// One answer of a choice field.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// Stored in entries; never changes once released.
    pub code: &'static str,
    /// Shown.
    pub label: &'static str,
    /// Other spellings seen in people's lists, lower case; used by imports.
    pub aliases: &'static [&'static str],
}

impl Choice {
    /// A choice without other spellings.
    pub const fn new(code: &'static str, label: &'static str) -> Self {
        Self {
            code,
            label,
            aliases: &[],
        }
    }

    /// Other spellings, lower case.
    pub const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub enum FieldType {
    /// One line, at most 500 characters.
    Text,
    /// Paragraphs, at most 32 KiB; longer text is a file.
    LongText,
    /// One of a list.
    Choice(&'static [Choice]),
    /// Several of a list.
    Choices(&'static [Choice]),
    /// Yes or no. Unknown is the absence of a value and never reads as no.
    YesNo,
    /// A whole number.
    Integer,
    /// An exact decimal, kept as text.
    Decimal,
    /// A day, a month or a year: as exact as it is known.
    Date,
    /// One record of the named kinds.
    Reference(&'static [&'static str]),
    /// Several records of the named kinds.
    References(&'static [&'static str]),
    /// Several short texts.
    Texts,
    /// Ids that other registers use for the same thing, each with its source.
    OutsideIds,
    /// A web address, `http` or `https`.
    Link,
    /// An e-mail address.
    Email,
    /// A file kept by its hash.
    File,
}

/// What the rules make of a field.
#[derive(Debug, Clone, Copy, Default)]
pub struct Marks {
    /// A record without it is incomplete. Saving is still possible; the gap is shown.
    pub required: bool,
    /// Changing it lets approvals lapse and reopens assessments.
    pub material: bool,
    /// Says something about a living person; listed for export and erasure.
    pub personal: bool,
    /// Written by the machinery only; a form or import that sets it is refused.
    pub computed: bool,
    /// Says who somebody is to this server: changing it needs the right to grant roles.
    pub access: bool,
}

/// One field of a kind. Made by the constructors below so that a declaration reads as a list.
#[derive(Debug, Clone, Copy)]
pub struct FieldDecl {
    /// Stored in entries: lower case with underscores; never changes once released.
    pub name: &'static str,
    /// Above the input and in table heads.
    pub label: &'static str,
    /// Where the doubt arises, in plain words; may be empty.
    pub help: &'static str,
    /// An example in real words; may be empty.
    pub example: &'static str,
    /// The heading under which forms and pages show it.
    pub section: &'static str,
    /// What it holds.
    pub field_type: FieldType,
    /// What the rules make of it.
    pub marks: Marks,
    /// Words seen in people's column heads, lower case; used by imports.
    pub aliases: &'static [&'static str],
    /// For a reference: what the target shows for the way back (`used by`); may be empty.
    pub reverse: &'static str,
}

impl FieldDecl {
    /// A field of any type.
    pub const fn new(name: &'static str, label: &'static str, field_type: FieldType) -> Self {
        let marks = Marks {
            required: false,
            material: false,
            personal: false,
            computed: false,
            access: false,
        };
        Self {
            name,
            label,
            help: "",
            example: "",
            section: "",
            field_type,
            marks,
            aliases: &[],
            reverse: "",
        }
    }

    /// One line of text.
    pub const fn text(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, FieldType::Text)
    }

    /// Paragraphs.
    pub const fn long_text(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, FieldType::LongText)
    }

    /// One of a list.
    pub const fn choice(name: &'static str, label: &'static str, choices: &'static [Choice]) -> Self {
        Self::new(name, label, FieldType::Choice(choices))
    }

    /// Several of a list.
    pub const fn choices(name: &'static str, label: &'static str, choices: &'static [Choice]) -> Self {
        Self::new(name, label, FieldType::Choices(choices))
    }

    /// Yes, no or not known.
    pub const fn yes_no(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, FieldType::YesNo)
    }

    /// A whole number.
    pub const fn integer(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, FieldType::Integer)
    }

    /// An exact decimal.
    pub const fn decimal(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, FieldType::Decimal)
    }

    /// A day, month or year.
    pub const fn date(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, FieldType::Date)
    }

    /// One record of the named kinds; `reverse` is what the target calls the way back.
    pub const fn reference(
        name: &'static str,
        label: &'static str,
        kinds: &'static [&'static str],
        reverse: &'static str,
    ) -> Self {
        let mut field = Self::new(name, label, FieldType::Reference(kinds));
        field.reverse = reverse;
        field
    }

    /// Several records of the named kinds; `reverse` is what the target calls the way back.
    pub const fn references(
        name: &'static str,
        label: &'static str,
        kinds: &'static [&'static str],
        reverse: &'static str,
    ) -> Self {
        let mut field = Self::new(name, label, FieldType::References(kinds));
        field.reverse = reverse;
        field
    }

    /// Several short texts.
    pub const fn texts(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, FieldType::Texts)
    }

    /// A web address.
    pub const fn link(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, FieldType::Link)
    }

    /// An e-mail address; personal by nature.
    pub const fn email(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, FieldType::Email).personal()
    }

    /// Help where the doubt arises.
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// An example in real words.
    pub const fn example(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }

    /// The heading of the group of fields it belongs to.
    pub const fn section(mut self, section: &'static str) -> Self {
        self.section = section;
        self
    }

    /// Column heads seen in people's lists, lower case.
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Without it the record is incomplete.
    pub const fn required(mut self) -> Self {
        self.marks.required = true;
        self
    }

    /// Changing it lets approvals lapse.
    pub const fn material(mut self) -> Self {
        self.marks.material = true;
        self
    }

    /// It speaks of a living person.
    pub const fn personal(mut self) -> Self {
        self.marks.personal = true;
        self
    }

    /// Written by the machinery only.
    pub const fn computed(mut self) -> Self {
        self.marks.computed = true;
        self
    }

    /// Changing it needs the right to grant roles.
    pub const fn access(mut self) -> Self {
        self.marks.access = true;
        self
    }

    /// The kinds a reference may point at; empty for other types.
    pub fn targets(&self) -> &'static [&'static str] {
        match self.field_type {
            FieldType::Reference(kinds) | FieldType::References(kinds) => kinds,
            _ => &[],
        }
    }

    /// The answers of a choice field; empty for other types.
    pub fn choice_list(&self) -> &'static [Choice] {
        match self.field_type {
            FieldType::Choice(choices) | FieldType::Choices(choices) => choices,
            _ => &[],
        }
    }
}
