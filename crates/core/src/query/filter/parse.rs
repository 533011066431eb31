//! From text to [`Filter`].

use super::dates::{Anchor, DateExpression, Edge, OFFSET_MAX, Period, Relation};
use super::lex::{Token, is_reserved, tokens};
use super::{FILTER_MAX_CHARS, FILTER_MAX_DEPTH, Filter, FilterError, Operand, Operator, Test, Word};

impl Filter {
    /// Reads a filter. Names and values are looked up by [`Filter::bind`], not here.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let count = text.chars().count();
        if count > FILTER_MAX_CHARS {
            return Err(FilterError::TooLong(count));
        }
        let mut parser = Parser {
            tokens: tokens(text)?,
            place: 0,
            end: count + 1,
            depth: 0,
        };
        let filter = parser.any()?;
        match parser.peek() {
            None => Ok(filter),
            Some(_) => parser.unexpected("`and`, `or` or the end"),
        }
    }
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    place: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    fn any(&mut self) -> Result<Filter, FilterError> {
        self.depth += 1;
        if self.depth > FILTER_MAX_DEPTH {
            return Err(FilterError::TooDeep { at: self.at() });
        }
        let mut parts = vec![self.all()?];
        while self.take_keyword("or") {
            parts.push(self.all()?);
        }
        self.depth -= 1;
        Ok(Filter::or(parts))
    }

    fn all(&mut self) -> Result<Filter, FilterError> {
        let mut parts = vec![self.negation()?];
        loop {
            let more = self.take_keyword("and")
                || !(self.peek().is_none()
                    || self.is_keyword("or")
                    || matches!(self.peek(), Some(Token::Close | Token::Comma)));
            match more {
                true => parts.push(self.negation()?),
                false => return Ok(Filter::and(parts)),
            }
        }
    }

    fn negation(&mut self) -> Result<Filter, FilterError> {
        if !self.take_keyword("not") {
            return self.primary();
        }
        self.depth += 1;
        if self.depth > FILTER_MAX_DEPTH {
            return Err(FilterError::TooDeep { at: self.at() });
        }
        let inner = self.negation()?;
        self.depth -= 1;
        Ok(Filter::Not(Box::new(inner)))
    }

    fn primary(&mut self) -> Result<Filter, FilterError> {
        if self.take(&Token::Open) {
            let inner = self.any()?;
            return match self.take(&Token::Close) {
                true => Ok(inner),
                false => self.unexpected("`)`"),
            };
        }
        if self.take_keyword("linked") {
            return match self.take_keyword("from") {
                true => Ok(Filter::LinkedFrom(
                    self.text("the name of a kind, such as `release`")?,
                )),
                false => self.unexpected("`from` and the name of a kind"),
            };
        }
        if self.take_keyword("within") {
            let operand = Operand::Text(self.text("a unit, such as `UNT-2`")?);
            return Ok(Filter::Test(Test {
                path: vec!["unit".into()],
                operator: Operator::Within,
                operands: vec![operand],
            }));
        }
        let path = match self.peek() {
            Some(Token::Word(word)) if !is_reserved(word) => {
                let at = self.at();
                word.split('.')
                    .map(|part| Word {
                        text: part.to_owned(),
                        at,
                    })
                    .collect()
            }
            Some(Token::Quoted(text)) => vec![Word {
                text: text.clone(),
                at: self.at(),
            }],
            _ => return self.unexpected("a field, a word or a text in quotes"),
        };
        let written = self.text("a field")?;
        self.comparison(path, written)
    }

    fn comparison(&mut self, path: Vec<Word>, written: Word) -> Result<Filter, FilterError> {
        let Some(operator) = self.operator()? else {
            return Ok(Filter::Search(written.text));
        };
        let operands = match operator {
            Operator::Missing | Operator::Present => Vec::new(),
            Operator::In | Operator::NotIn => self.list()?,
            _ => vec![self.operand()?],
        };
        Ok(Filter::Test(Test {
            path,
            operator,
            operands,
        }))
    }

    fn operator(&mut self) -> Result<Option<Operator>, FilterError> {
        if let Some(Token::Symbol(operator)) = self.peek() {
            let operator = *operator;
            self.place += 1;
            return Ok(Some(operator));
        }
        if self.is_keyword("not") && self.is_keyword_at(1, "in") {
            self.place += 2;
            return Ok(Some(Operator::NotIn));
        }
        let plain = [
            ("in", Operator::In),
            ("before", Operator::Before),
            ("after", Operator::After),
            ("includes", Operator::Includes),
            ("contains", Operator::Contains),
            ("within", Operator::Within),
        ];
        if let Some((_, operator)) = plain.into_iter().find(|(word, _)| self.is_keyword(word)) {
            self.place += 1;
            return Ok(Some(operator));
        }
        if self.take_keyword("on") {
            if !self.take_keyword("or") {
                return Ok(Some(Operator::Equal));
            }
            return match (self.take_keyword("before"), self.take_keyword("after")) {
                (true, _) => Ok(Some(Operator::OnOrBefore)),
                (_, true) => Ok(Some(Operator::OnOrAfter)),
                _ => self.unexpected("`before` or `after`"),
            };
        }
        if !self.take_keyword("is") {
            return Ok(None);
        }
        let negated = self.take_keyword("not");
        if self.take_keyword("missing") || self.take_keyword("empty") {
            return Ok(Some(if negated {
                Operator::Present
            } else {
                Operator::Missing
            }));
        }
        if self.take_keyword("present") {
            return Ok(Some(if negated {
                Operator::Missing
            } else {
                Operator::Present
            }));
        }
        if self.take_keyword("in") {
            return Ok(Some(if negated { Operator::NotIn } else { Operator::In }));
        }
        if negated {
            return Ok(Some(Operator::NotEqual));
        }
        Ok(Some(self.operator()?.unwrap_or(Operator::Equal)))
    }

    fn list(&mut self) -> Result<Vec<Operand>, FilterError> {
        if !self.take(&Token::Open) {
            return self.unexpected("`(` and the values, such as `(trial, in_use)`");
        }
        let mut operands = vec![self.operand()?];
        while self.take(&Token::Comma) {
            operands.push(self.operand()?);
        }
        match self.take(&Token::Close) {
            true => Ok(operands),
            false => self.unexpected("`,` or `)`"),
        }
    }

    fn operand(&mut self) -> Result<Operand, FilterError> {
        if let Some(date) = self.date()? {
            return Ok(Operand::Date(date));
        }
        match self.peek() {
            Some(Token::Word(word)) if is_reserved(word) => {
                self.unexpected("a value; put it in quotes if this is meant")
            }
            _ => Ok(Operand::Text(self.text("a value")?)),
        }
    }

    fn date(&mut self) -> Result<Option<DateExpression>, FilterError> {
        let day = [("yesterday", -1), ("today", 0), ("tomorrow", 1)]
            .into_iter()
            .find(|(word, _)| self.is_keyword(word));
        let anchor = match day {
            Some((_, days)) => {
                self.place += 1;
                Anchor::Day(days)
            }
            None => match self.period_anchor()? {
                Some(anchor) => anchor,
                None => return Ok(None),
            },
        };
        Ok(Some(DateExpression {
            anchor,
            offset: self.offset()?,
        }))
    }

    fn period_anchor(&mut self) -> Result<Option<Anchor>, FilterError> {
        let start = self.place;
        let edge = match (self.is_keyword_at(1, "of"), self.keyword().as_deref()) {
            (true, Some("start")) => Some(Edge::Start),
            (true, Some("end")) => Some(Edge::End),
            _ => None,
        };
        if edge.is_some() {
            self.place += 2;
        }
        let relation = self.keyword().as_deref().and_then(Relation::from_word);
        if relation.is_some() {
            self.place += 1;
        }
        let period = self.keyword().as_deref().and_then(Period::from_word);
        match (edge.is_some() || relation.is_some(), period) {
            (true, Some(period)) => {
                self.place += 1;
                Ok(Some(Anchor::Period {
                    edge,
                    relation: relation.unwrap_or(Relation::This),
                    period,
                }))
            }
            (true, None) if edge.is_some() => self.unexpected("`week`, `month`, `quarter` or `year`"),
            _ => {
                self.place = start;
                Ok(None)
            }
        }
    }

    /// `+ 30 days`, with or without a space after the sign.
    fn offset(&mut self) -> Result<Option<(i32, Period)>, FilterError> {
        let Some(first) = self.keyword().filter(|word| word.starts_with(['+', '-'])) else {
            return Ok(None);
        };
        self.place += 1;
        let sign = if first.starts_with('-') { -1 } else { 1 };
        let digits = match &first[1..] {
            "" => {
                let digits = self.keyword();
                self.place += 1;
                digits.unwrap_or_default()
            }
            glued => glued.to_owned(),
        };
        let count = digits
            .parse::<i32>()
            .ok()
            .filter(|count| (0..=OFFSET_MAX).contains(count));
        let period = self.keyword().as_deref().and_then(Period::from_word);
        match (count, period) {
            (Some(count), Some(period)) => {
                self.place += 1;
                Ok(Some((sign * count, period)))
            }
            (None, _) => {
                self.place -= 1;
                self.unexpected("a number of days, weeks, months or years")
            }
            (_, None) => self.unexpected("`days`, `weeks`, `months` or `years`"),
        }
    }

    fn text(&mut self, expected: &'static str) -> Result<Word, FilterError> {
        let at = self.at();
        match self.peek() {
            Some(Token::Word(text) | Token::Quoted(text)) => {
                let text = text.clone();
                self.place += 1;
                Ok(Word { text, at })
            }
            _ => self.unexpected(expected),
        }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.place).map(|(token, _)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.place).map_or(self.end, |(_, at)| *at)
    }

    fn keyword(&self) -> Option<String> {
        match self.peek() {
            Some(Token::Word(word)) => Some(word.to_ascii_lowercase()),
            _ => None,
        }
    }

    fn is_keyword(&self, keyword: &str) -> bool {
        self.is_keyword_at(0, keyword)
    }

    fn is_keyword_at(&self, ahead: usize, keyword: &str) -> bool {
        matches!(self.tokens.get(self.place + ahead), Some((Token::Word(word), _)) if word.eq_ignore_ascii_case(keyword))
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = self.is_keyword(keyword);
        self.place += usize::from(found);
        found
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.place += usize::from(found);
        found
    }

    fn unexpected<T>(&self, expected: &'static str) -> Result<T, FilterError> {
        let found = match self.peek() {
            None => "the end".to_owned(),
            Some(Token::Word(text) | Token::Quoted(text)) => format!("`{text}`"),
            Some(Token::Symbol(operator)) => format!("`{}`", operator.symbol()),
            Some(Token::Open) => "`(`".to_owned(),
            Some(Token::Close) => "`)`".to_owned(),
            Some(Token::Comma) => "`,`".to_owned(),
        };
        Err(FilterError::Unexpected {
            at: self.at(),
            found,
            expected,
        })
    }
}
