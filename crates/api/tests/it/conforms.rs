//! Whether a value has the form of a schema: as much of JSON Schema as the description uses. Patterns are
//! left to the full check, which needs a validator of another language.

use serde_json::Value as Json;

/// Why the value does not conform, with its place.
pub fn conforms(document: &Json, schema: &Json, value: &Json) -> Result<(), String> {
    let check = Check { document };
    check.value(schema, value, "")
}

struct Check<'a> {
    document: &'a Json,
}

impl Check<'_> {
    fn value(&self, schema: &Json, value: &Json, at: &str) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("{what} at `{at}`: {value}"));
        if let Some(place) = schema["$ref"].as_str() {
            let target = self
                .document
                .pointer(&place[1..])
                .ok_or_else(|| format!("no {place}"))?;
            self.value(target, value, at)?;
        }
        let types: Vec<&str> = match &schema["type"] {
            Json::String(one) => vec![one],
            Json::Array(several) => several.iter().filter_map(Json::as_str).collect(),
            _ => Vec::new(),
        };
        if !types.is_empty() && !types.iter().any(|name| is_type(name, value)) {
            return wrong(&format!("not of type {types:?}"));
        }
        if schema.get("const").is_some_and(|only| only != value) {
            return wrong("another constant");
        }
        if schema["enum"]
            .as_array()
            .is_some_and(|known| !known.contains(value))
        {
            return wrong("none of the listed");
        }
        if let (Some(number), Some(min)) = (value.as_f64(), schema["minimum"].as_f64())
            && number < min
        {
            return wrong("too small");
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.value(part, value, at)?;
        }
        for (word, at_most) in [("oneOf", 1), ("anyOf", usize::MAX)] {
            if let Some(parts) = schema[word].as_array() {
                let failures: Vec<String> = parts
                    .iter()
                    .filter_map(|part| self.value(part, value, at).err())
                    .collect();
                let fitting = parts.len() - failures.len();
                if fitting == 0 || fitting > at_most {
                    let near = failures
                        .into_iter()
                        .find(|why| !why.starts_with("another constant"));
                    return wrong(&format!("{fitting} of {word} ({})", near.unwrap_or_default()));
                }
            }
        }
        self.members(schema, value, at)?;
        for (place, item) in value.as_array().into_iter().flatten().enumerate() {
            let own = schema["prefixItems"].get(place).unwrap_or(&schema["items"]);
            if own.is_object() {
                self.value(own, item, &format!("{at}/{place}"))?;
            }
        }
        Ok(())
    }

    fn members(&self, schema: &Json, value: &Json, at: &str) -> Result<(), String> {
        let Some(members) = value.as_object() else {
            return Ok(());
        };
        for name in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
        {
            if !members.contains_key(name) {
                return Err(format!("`{name}` is missing at `{at}`"));
            }
        }
        for (name, member) in members {
            let at = format!("{at}/{name}");
            let patterns = schema["patternProperties"].as_object();
            let custom = patterns.into_iter().flatten().find(|(pattern, _)| {
                name.starts_with(pattern.trim_start_matches('^').split('[').next().unwrap_or("\0"))
            });
            let own = schema["properties"].get(name).or(custom.map(|(_, own)| own));
            match (own, &schema["additionalProperties"]) {
                (Some(own), _) => self.value(own, member, &at)?,
                (None, Json::Bool(false)) => return Err(format!("`{at}` is not described")),
                (None, other) if other.is_object() => self.value(other, member, &at)?,
                (None, _) => {}
            }
        }
        Ok(())
    }
}

fn is_type(name: &str, value: &Json) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        _ => false,
    }
}
