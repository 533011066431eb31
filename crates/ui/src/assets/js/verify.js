// Proofs are checked in the page, by the browser and not by the server: RFC 9162 hashes and C2SP signed
// notes, with nothing but SHA-256 and Ed25519 of the browser. Exported so that tests can call it.
export const { checkProof, checkGrowth } = (() => {
const bytesOf = (text) => new TextEncoder().encode(text);
const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const sha256 = async (...parts) => {
  const all = new Uint8Array(parts.flatMap((part) => [...part]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
};
const leafHash = (leaf) => sha256([0], leaf);
const nodeHash = (left, right) => sha256([1], left, right);
const isOdd = (number) => number % 2 === 1;
const half = (number) => Math.floor(number / 2);
const hashOf = (line) => {
  const hash = fromBase64(line);
  if (hash.length !== 32) throw new Error(`“${line}” is not a hash`);
  return hash;
};

// A signed note: its text, the three lines of the checkpoint, its signature lines.
const readNote = (note) => {
  const end = note.lastIndexOf("\n\n");
  if (end < 0) throw new Error("the checkpoint has no signature");
  const text = note.slice(0, end + 1);
  const [origin, size, root] = text.split("\n");
  if (!/^(0|[1-9]\d*)$/.test(size)) throw new Error("the checkpoint has no size");
  return { text, origin, size: Number(size), root: toBase64(hashOf(root)), signatures: note.slice(end + 2).split("\n").filter(Boolean) };
};

// Checks an inclusion path (RFC 9162 §2.1.3.2): the root it leads to, or null when its length is wrong.
const rootFrom = async (leaf, index, size, path) => {
  let [at, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return null;
    if (isOdd(at) || at === last) {
      hash = await nodeHash(sibling, hash);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = await nodeHash(hash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? toBase64(hash) : null;
};

// Checks that a tree only grew (RFC 9162 §2.1.4.2).
const onlyGrew = async (old, now, proof) => {
  if (old.size === now.size) return proof.length === 0 && old.root === now.root;
  if (old.size > now.size || old.size === 0) return false;
  const path = Number.isInteger(Math.log2(old.size)) ? [fromBase64(old.root), ...proof] : proof;
  if (path.length === 0) return false;
  let [at, last] = [old.size - 1, now.size - 1];
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  let [first, second] = [path[0], path[0]];
  for (const hash of path.slice(1)) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      [first, second] = [await nodeHash(hash, first), await nodeHash(hash, second)];
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      second = await nodeHash(second, hash);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && toBase64(first) === old.root && toBase64(second) === now.root;
};

// Whether the key signed the note: true, false, or null where the browser has no Ed25519.
const isSigned = async (note, key) => {
  const [name, id, ...rest] = key.trim().split("+");
  const typed = fromBase64(rest.join("+"));
  const known = toHex((await sha256(bytesOf(`${name}\n`), typed)).slice(0, 4));
  if (typed[0] !== 1 || typed.length !== 33 || known !== id) throw new Error("this is not a verifier key: it reads name+12345678+…");
  if (note.origin !== name) return false;
  const own = note.signatures.map((line) => line.match(/^— (\S+) (\S+)$/)).filter((line) => line?.[1] === name).map((line) => fromBase64(line[2])).find((bytes) => toHex(bytes.slice(0, 4)) === id);
  if (!own) return false;
  let publicKey;
  try {
    publicKey = await crypto.subtle.importKey("raw", typed.slice(1), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return null;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, publicKey, own.slice(4), bytesOf(note.text));
};

const counted = (number) => number.toLocaleString("en-GB");
const signatureStep = (signed, name) => {
  if (signed === null) return { is: "open", what: "The signature", why: "This browser has no Ed25519. Run the command below: it checks the signature too." };
  return { is: signed ? "good" : "bad", what: "The signature", why: signed ? `That root is signed by the key of ${name}.` : `That root is not signed by the key of ${name}.` };
};

// The steps of a check, each good, bad or open (not checked here).
const checkProof = async (proofText, entryText, key) => {
  const cut = proofText.indexOf("\n\n");
  const [head, ...lines] = proofText.slice(0, cut).split("\n").filter((line) => !line.startsWith("extra "));
  if (head !== "c2sp.org/tlog-proof@v1" || !/^index \d+$/.test(lines[0] ?? "")) throw new Error("the proof cannot be read");
  const index = Number(lines[0].slice(6));
  const path = lines.slice(1).map(hashOf);
  const note = readNote(proofText.slice(cut + 2));
  const entry = JSON.parse(entryText);
  const leaf = await leafHash(bytesOf(entry.envelope));
  const root = await rootFrom(leaf, index, note.size, path);
  const fits = root === note.root;
  const steps = [
    { is: "good", what: "The entry", why: `Its fingerprint, computed here, is ${toBase64(leaf)}.` },
    { is: fits ? "good" : "bad", what: "The way to the root", why: fits ? `From place ${counted(index)} of ${counted(note.size)} entries, ${path.length} hashes lead to ${root}: the root in the checkpoint.` : `From place ${counted(index)} the hashes lead to ${root ?? "no root"}, and the checkpoint has ${note.root}. The entry, the proof or the checkpoint was changed.` },
    signatureStep(await isSigned(note, key), note.origin),
  ];
  const committed = JSON.parse(entry.envelope).content;
  if (entry.payload === null || entry.payload === undefined) {
    steps.push({ is: "good", what: "What it says", why: "It was erased for good. The entry stays proven; nobody can make up other words for it." });
  } else {
    const held = toHex(await sha256(fromHex(entry.salt), bytesOf(entry.payload))) === committed;
    steps.push({ is: held ? "good" : "bad", what: "What it says", why: held ? "Its fingerprint is the one in the entry: these are the words it was kept with." : "Its fingerprint is not the one in the entry: the words were changed." });
  }
  return { steps, note };
};

// Whether the ledger only grew since a checkpoint that this browser kept.
const checkGrowth = async (growth, key, day) => {
  const [old, now] = [readNote(growth.old), readNote(growth.new)];
  const signed = await isSigned(now, key);
  const grew = signed !== false && await onlyGrew(old, now, growth.consistency.map(hashOf));
  const since = `${day} (${counted(old.size)} entries)`;
  return { is: grew ? "good" : "bad", what: "Since your last visit", why: grew ? `Nothing that was there on ${since} has been altered.` : `The ledger does not continue the one that this browser saw on ${since}.` };
};

// What this browser saw last of a ledger.
const remembered = (origin) => JSON.parse(localStorage.getItem(`probity ${origin}`) ?? "null");
const growthStep = async (place, note, key) => {
  const last = remembered(note.origin);
  if (!last) return { is: "open", aside: true, what: "Since your last visit", why: "This browser saw this ledger for the first time. It keeps the checkpoint, and next time checks that nothing before it was altered." };
  if (last.key !== key) return { is: "bad", what: "Since your last visit", why: `On ${last.day} this ledger had another key. Ask its owner why before you trust either.` };
  const address = new URL(place.dataset.growth, location.href);
  address.searchParams.set("old", last.note);
  const answer = await fetch(address);
  if (!answer.ok) return { is: "bad", what: "Since your last visit", why: `The server cannot show that its ledger continues the one that this browser saw on ${last.day} (${counted(readNote(last.note).size)} entries).` };
  return checkGrowth({ ...(await answer.json()), old: last.note }, key, last.day);
};
const remember = (note, text, key) => {
  const last = remembered(note.origin);
  if (last && (last.key !== key || readNote(last.note).size >= note.size)) return;
  const day = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  localStorage.setItem(`probity ${note.origin}`, JSON.stringify({ note: text, key, day }));
};

const text = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the server gave no files (answer ${answer.status})`);
  return answer.text();
};
const SIGNS = { good: "✓ ", bad: "✗ ", open: "○ " };
const showSteps = (place, steps) => {
  place.querySelector(".steps").replaceChildren(...steps.map(({ is, what, why }) => {
    const [item, name] = [document.createElement("li"), document.createElement("strong")];
    item.className = is;
    name.textContent = `${SIGNS[is]}${what}. `;
    item.append(name, why);
    return item;
  }));
  const verdict = place.querySelector(".verdict");
  const worst = ["bad", "open"].find((is) => steps.some((step) => step.is === is && !step.aside)) ?? "good";
  verdict.className = `verdict ${worst}`;
  verdict.textContent = { good: "✓ Proven by your browser.", bad: "✗ Not proven. Keep the two files, and ask whoever runs this ledger.", open: "○ Not fully checked here." }[worst];
};

for (const place of document.querySelectorAll("[data-verify]")) {
  const run = place.querySelector("[data-run]");
  run.hidden = false;
  run.addEventListener("click", async () => {
    const key = place.querySelector("input").value.trim();
    try {
      if (!globalThis.crypto?.subtle) throw new Error("browsers compute hashes on https or on localhost only: use the commands below");
      const [proof, entry] = await Promise.all([text(place.dataset.proof), text(place.dataset.entry)]);
      const { steps, note } = await checkProof(proof, entry, key);
      steps.push(await growthStep(place, note, key));
      showSteps(place, steps);
      if (steps.every((step) => step.is !== "bad")) remember(note, proof.slice(proof.indexOf("\n\n") + 2), key);
    } catch (error) {
      showSteps(place, [{ is: "bad", what: "It could not be checked", why: error.message }]);
    }
  });
}

return { checkProof, checkGrowth };
})();
