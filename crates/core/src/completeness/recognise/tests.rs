//! What is AI, what only sounds like it, and where the words of a row lie.

use super::*;

/// The code of the service, `weak` for a word only, or nothing.
#[track_caller]
fn check(cells: &[(Facet, &str)], expect: &str) {
    let sign = recognise(cells);
    let found = sign.as_ref().map_or("", |sign| match sign.confidence {
        Confidence::Weak => "weak",
        Confidence::Strong => sign.service.map_or("strong", |service| service.code),
    });
    assert_eq!(found, expect, "{cells:?}: {sign:?}");
}

#[test]
fn applications_are_known_by_name() {
    for (name, expect) in [
        ("ChatGPT", "chatgpt"),
        ("OpenAI ChatGPT Enterprise", "chatgpt"),
        ("Claude", "claude"),
        ("Claude by Anthropic", "claude"),
        ("Copilot", "microsoft-copilot"),
        ("Microsoft 365 Copilot", "microsoft-copilot"),
        ("GitHub Copilot Business", "github-copilot"),
        ("Otter.ai - Meeting notes", "otter"),
        ("tl;dv", "tldv"),
        ("Weights & Biases", "wandb"),
        ("DeepL Pro", "deepl"),
        ("Grammarly: AI Writing Assistant", "grammarly"),
        ("Cursor", "cursor"),
        ("Jasper", "jasper"),
        ("Notion AI", "notion-ai"),
        ("Sider: ChatGPT Sidebar", "sider"),
        ("DALL·E 3", "dall-e"),
        ("Acme AI Writer", "weak"),
        ("DataAI portal", "weak"),
        ("HR-GPT (internal)", "weak"),
    ] {
        check(&[(Facet::App, name)], expect);
    }
}

#[test]
fn false_friends_are_not_ai() {
    for (facet, text) in [
        (Facet::App, "Airtable"),
        (Facet::App, "Mailchimp"),
        (Facet::App, "Hawaii Tourism Portal"),
        (Facet::App, "Notion"),
        (Facet::App, "Copilot Travel Agency Portal"),
        (Facet::App, "Gemini Trust Exchange"),
        (Facet::App, "RAID Manager"),
        (Facet::App, "Jasper Reports Server"),
        (Facet::App, "Cursor Pagination Demo"),
        (Facet::App, "Jira"),
        (Facet::Merchant, "Copilot travel agency"),
        (Facet::Merchant, "Claude Monet Museum"),
        (Facet::Merchant, "Fathom Boat Rental"),
        (Facet::Merchant, "Runway 27 Airport Hotel"),
        (Facet::Merchant, "Otter Coffee"),
        (Facet::Description, "Lunch with Claude and two guests"),
        (Facet::Description, "Claude Example, travel to Port Halden"),
        (Facet::Description, "Farewell present for Jasper"),
        (Facet::Description, "Corso di formazione ai dipendenti"),
        (Facet::Description, "J'ai acheté deux billets"),
        (Facet::Description, "Contact lens refund"),
        (Facet::Description, "Mair Maintenance Ltd"),
        (Facet::Description, "Gift for the llama keeper"),
        (Facet::Vendor, "Saint Gobain"),
        (Facet::Vendor, "Cohere Fabrics"),
        (Facet::Host, "www.airtable.com"),
        (Facet::Host, "mail.example.org"),
        (Facet::Host, "openai.example-phishing"),
        (Facet::Package, "requests==2.31"),
        (Facet::Package, "airflow"),
        (Facet::Package, "aiohttp"),
        (Facet::Package, "mainframe-client"),
    ] {
        let found = recognise(&[(facet, text)]);
        let named = found
            .as_ref()
            .is_some_and(|sign| sign.confidence == Confidence::Strong);
        let expect = if text.starts_with("openai.") { "weak" } else { "" };
        assert!(!named, "{text}: {found:?}");
        check(&[(facet, text)], expect);
    }
}

#[test]
fn expenses_are_read_with_their_context() {
    for (merchant, description, expect) in [
        ("OPENAI *CHATGPT SUBSCR", "", "chatgpt"),
        ("OPENAI, LLC", "", "openai"),
        ("ANTHROPIC", "Claude team plan March", "claude"),
        ("CLAUDE.AI SUBSCRIPTION", "", "claude"),
        ("Paddle.net", "Cursor Pro, one seat", "cursor"),
        ("MIDJOURNEY INC.", "", "midjourney"),
        ("GOOGLE *GEMINI ADVANCED", "", "gemini"),
        ("PERPLEXITY AI, INC.", "", "perplexity"),
        ("Café Central", "Lunch with Claude", ""),
        ("Station kiosk", "Train to the AI conference", ""),
        ("Example Training Ltd", "AI literacy course", "weak"),
        ("ELEVENLABS.IO", "", "elevenlabs"),
        ("Apple", "Otter subscription", "otter"),
    ] {
        check(
            &[(Facet::Merchant, merchant), (Facet::Description, description)],
            expect,
        );
    }
}

#[test]
fn hosts_and_addresses_are_known() {
    for (host, expect) in [
        ("https://chat.openai.com/c/123?x=1", "chatgpt"),
        ("API.OPENAI.COM:443", "openai-api"),
        ("gemini.google.com.", "gemini"),
        ("www.google.com", ""),
        ("huggingface.co", "huggingface"),
        ("cdn.midjourney.com", "midjourney"),
        ("tools.example.ai", "weak"),
        ("gpt.intranet.example", "weak"),
        ("localhost", ""),
        ("", ""),
    ] {
        check(&[(Facet::Host, host)], expect);
    }
}

#[test]
fn packages_are_known_in_every_spelling() {
    for (line, package, expect) in [
        ("openai==1.40.0", "openai", "openai-api"),
        ("scikit_learn>=1.4,<2 # models", "scikit-learn", "scikit-learn"),
        ("transformers[torch]~=4.40", "transformers", "transformers"),
        (
            "\"@anthropic-ai/sdk\": \"^0.27.0\",",
            "@anthropic-ai/sdk",
            "anthropic-api",
        ),
        ("@langchain/core@0.2.1", "@langchain/core", "langchain"),
        ("langchain-weird-plugin", "langchain-weird-plugin", "langchain"),
        (
            "org.deeplearning4j:deeplearning4j-core:1.0",
            "org.deeplearning4j:deeplearning4j-core",
            "deeplearning4j",
        ),
        ("torch ; python_version > '3.9'", "torch", "pytorch"),
        ("company-openai-client", "company-openai-client", "weak"),
        ("", "", ""),
    ] {
        assert_eq!(package_of(line), package);
        check(&[(Facet::Package, line)], expect);
    }
}

#[test]
fn the_strongest_sign_of_a_row_counts() {
    check(
        &[(Facet::App, "Acme AI"), (Facet::Host, "api.anthropic.com")],
        "anthropic-api",
    );
    check(&[(Facet::Vendor, "OpenAI"), (Facet::App, "ChatGPT")], "chatgpt");
    check(
        &[(Facet::Vendor, "OpenAI"), (Facet::App, "Something new")],
        "openai",
    );
    check(&[], "");
}

#[test]
fn a_row_may_name_several() {
    for (cells, expect) in [
        (
            vec![(Facet::App, "Copilot, ServiceNow; ChatGPT")],
            "microsoft-copilot chatgpt",
        ),
        (vec![(Facet::App, "GitHub Copilot Chat")], "github-copilot"),
        (vec![(Facet::App, "OpenAI ChatGPT")], "chatgpt"),
        (
            vec![(Facet::Description, "I use ChatGPT and DeepL for letters")],
            "chatgpt deepl",
        ),
        (
            vec![
                (Facet::App, "Copilot"),
                (Facet::Description, "It uses ChatGPT inside"),
            ],
            "microsoft-copilot",
        ),
        (
            vec![
                (Facet::Merchant, "OPENAI"),
                (Facet::Description, "ChatGPT for the team"),
            ],
            "chatgpt",
        ),
        (vec![(Facet::Vendor, "OpenAI"), (Facet::App, "Acme AI")], "openai"),
        (vec![(Facet::App, "Acme AI, Other GPT")], ""),
    ] {
        let signs = recognise_all(&cells);
        let codes: Vec<&str> = signs.iter().filter_map(|sign| Some(sign.service?.code)).collect();
        assert_eq!(codes.join(" "), expect, "{cells:?}");
        assert!(!signs.is_empty(), "{cells:?}");
    }
}

#[test]
fn any_text_is_read_without_harm() {
    for text in [
        "\u{0}",
        "İ",
        "ﬃAI",
        "ßAI",
        "a\u{301}AI",
        "🦙AI",
        ".ai",
        "..",
        "@",
        "::",
        "AI".repeat(5000).as_str(),
    ] {
        for facet in [
            Facet::App,
            Facet::Host,
            Facet::Package,
            Facet::Vendor,
            Facet::Merchant,
            Facet::Description,
        ] {
            let _ = recognise(&[(facet, text)]);
        }
    }
}
