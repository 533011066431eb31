// Checks proofs from a Probity ledger with the Go project's own transparency packages,
// golang.org/x/mod/sumdb/note and golang.org/x/mod/sumdb/tlog.
//
//	verify NAME.tlog-proof NAME.json --key KEY     one entry
//	verify --batch FILE                            many, one JSON object a line
//
// Exit code 0: everything is as expected; 1: something is not; 2: wrong use.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// strict refuses base64 that is not written in the one right way; the note package is lenient.
var strict = base64.StdEncoding.Strict()

type entry struct {
	Envelope string  `json:"envelope"`
	Payload  *string `json:"payload"`
	Salt     *string `json:"salt"`
}

type batchLine struct {
	Leaf        string    `json:"leaf"`
	Proof       string    `json:"proof"`
	Old         string    `json:"old"`
	New         string    `json:"new"`
	Consistency *[]string `json:"consistency"`
	Key         string    `json:"key"`
	Expect      string    `json:"expect"`
}

func main() {
	args := os.Args[1:]
	switch {
	case len(args) == 2 && args[0] == "--batch":
		os.Exit(batch(args[1]))
	case len(args) == 4 && args[2] == "--key":
		if err := one(args[0], args[1], strings.TrimSpace(args[3])); err != nil {
			fmt.Printf("NOT PROVEN: %v\n", err)
			os.Exit(1)
		}
	default:
		fmt.Fprintln(os.Stderr, "usage: verify NAME.tlog-proof NAME.json --key KEY\n       verify --batch FILE")
		os.Exit(2)
	}
}

func one(proofFile, entryFile, key string) error {
	proof, err := os.ReadFile(proofFile)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(entryFile)
	if err != nil {
		return err
	}
	var e entry
	if err := json.Unmarshal(text, &e); err != nil {
		return err
	}
	tree, index, err := checkProof([]byte(e.Envelope), string(proof), key)
	if err != nil {
		return err
	}
	content, err := checkContent(e)
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(key, "+")
	fmt.Printf("PROVEN: entry %d of the ledger %s, as signed when it had %d entries.\n%s\n", index, name, tree.N, content)
	return nil
}

func batch(fileName string) int {
	file, err := os.Open(fileName)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	counts := map[string]int{}
	mismatches := 0
	for number := 1; lines.Scan(); number++ {
		var line batchLine
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			fmt.Fprintf(os.Stderr, "line %d: %v\n", number, err)
			return 2
		}
		verdict := "accept"
		err := checkLine(line)
		if err != nil {
			verdict = "reject"
		}
		counts[verdict]++
		if verdict != line.Expect {
			mismatches++
			fmt.Printf("line %d: %s, not %s: %v\n", number, verdict, line.Expect, err)
		}
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	fmt.Printf("accepted %d, rejected %d, mismatches %d\n", counts["accept"], counts["reject"], mismatches)
	if mismatches > 0 {
		return 1
	}
	return 0
}

func checkLine(line batchLine) error {
	if line.Consistency != nil {
		return checkConsistency(line)
	}
	leaf, err := strict.DecodeString(line.Leaf)
	if err != nil {
		return err
	}
	_, _, err = checkProof(leaf, line.Proof, line.Key)
	return err
}

func checkConsistency(line batchLine) error {
	old, err := openCheckpoint(line.Old, line.Key)
	if err != nil {
		return err
	}
	new, err := openCheckpoint(line.New, line.Key)
	if err != nil {
		return err
	}
	proof, err := hashes(*line.Consistency)
	if err != nil {
		return err
	}
	if old.N == 0 { // Not covered by tlog: every ledger continues the empty one.
		if len(proof) > 0 || old.Hash != tlog.Hash(sha256.Sum256(nil)) || (new.N == 0 && new.Hash != old.Hash) {
			return errors.New("the roots differ")
		}
		return nil
	}
	return tlog.CheckTree(tlog.TreeProof(proof), new.N, new.Hash, old.N, old.Hash)
}

// checkProof checks a file of c2sp.org/tlog-proof@v1 about these leaf bytes.
func checkProof(leaf []byte, text, key string) (tlog.Tree, int64, error) {
	fail := func(why string) (tlog.Tree, int64, error) { return tlog.Tree{}, 0, errors.New(why) }
	head, checkpoint, found := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fail("this is not a proof file")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") { // Not signed, so not believed.
		if _, err := strict.DecodeString(lines[0][len("extra "):]); err != nil {
			return fail("the extra line is not base64")
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return fail("the index line is missing")
	}
	index, err := decimal(lines[0][len("index "):])
	if err != nil {
		return tlog.Tree{}, 0, err
	}
	proof, err := hashes(lines[1:])
	if err != nil {
		return tlog.Tree{}, 0, err
	}
	tree, err := openCheckpoint(checkpoint, key)
	if err != nil {
		return tlog.Tree{}, 0, err
	}
	return tree, index, tlog.CheckRecord(tlog.RecordProof(proof), tree.N, tree.Hash, index, tlog.RecordHash(leaf))
}

func openCheckpoint(text, key string) (tlog.Tree, error) {
	fail := func(why string) (tlog.Tree, error) { return tlog.Tree{}, errors.New(why) }
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "— ") {
			if _, err := strict.DecodeString(line[strings.LastIndex(line, " ")+1:]); err != nil {
				return fail("a signature is not base64")
			}
		}
	}
	signed, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(strings.TrimSuffix(signed.Text, "\n"), "\n")
	if len(lines) < 3 || lines[0] != verifier.Name() {
		return fail("the checkpoint is malformed or of another ledger")
	}
	for _, line := range lines {
		if line == "" {
			return fail("the checkpoint has an empty line")
		}
	}
	size, err := decimal(lines[1])
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := hashes(lines[2:3])
	if err != nil {
		return tlog.Tree{}, err
	}
	return tlog.Tree{N: size, Hash: root[0]}, nil
}

func checkContent(e entry) (string, error) {
	if e.Payload == nil && e.Salt == nil {
		return "ERASED: the content was removed from the ledger for good. The entry itself, when it was\n" +
			"made and by whom is proven; what it said can no longer be.", nil
	}
	if e.Payload == nil || e.Salt == nil {
		return "", errors.New("payload and salt must be there together")
	}
	var envelope struct {
		Content string `json:"content"`
	}
	if err := json.Unmarshal([]byte(e.Envelope), &envelope); err != nil {
		return "", err
	}
	salt, err := hex.DecodeString(*e.Salt)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append(salt, *e.Payload...))
	if envelope.Content != hex.EncodeToString(sum[:]) {
		return "", errors.New("the content is not the one that was entered")
	}
	return "The content is the one that was entered.", nil
}

func hashes(lines []string) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, line := range lines {
		bytes, err := strict.DecodeString(line)
		if err != nil || len(bytes) != tlog.HashSize || strings.ContainsAny(line, "\r\n") {
			return nil, errors.New("a hash is malformed")
		}
		all = append(all, *(*tlog.Hash)(bytes))
	}
	return all, nil
}

func decimal(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 0 || strconv.FormatInt(number, 10) != text {
		return 0, errors.New("a number is malformed")
	}
	return number, nil
}
