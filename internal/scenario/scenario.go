// Package scenario plays stories on the product as a whole: what an identity provider and an admin do, through both doors, and what everybody has in the end. A story
// is a folder of plain text that somebody who does not program can read: docs/scenarios.md says how.
//
// It is for tests only. It knows the product from outside, over HTTP; how it is run, and how time passes there, is a Stage's business.
package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Story is one scenario folder, read.
type Story struct {
	Name  string   // of the folder
	Shows []string // the sentences that it is about, as about.txt quotes them
	Given given
	Steps []step
}

// Read reads a folder: about.txt, given.yaml, which may be absent, and steps.yaml. Members that nobody knows are errors.
func Read(folder string) (Story, error) {
	s, files := Story{Name: filepath.Base(folder)}, os.DirFS(folder)
	about, err := fs.ReadFile(files, "about.txt")
	if err != nil {
		return Story{}, err
	}
	if s.Shows = quotes(string(about)); len(s.Shows) == 0 {
		return Story{}, fmt.Errorf("%s: about.txt must quote the sentence that the story shows, in a line that begins with >", s.Name)
	}
	if err := decode(files, "given.yaml", &s.Given); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Story{}, fmt.Errorf("%s: %w", s.Name, err)
	}
	if err := decode(files, "steps.yaml", &s.Steps); err != nil {
		return Story{}, fmt.Errorf("%s: %w", s.Name, err)
	}
	return s, nil
}

// quotes are the sentences that a text quotes, each in a line of its own.
func quotes(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if sentence, ok := strings.CutPrefix(line, "> "); ok {
			all = append(all, strings.TrimSpace(sentence))
		}
	}
	return all
}

var errDocuments = errors.New("more than one document")

func decode(files fs.FS, file string, into any) error {
	text, err := fs.ReadFile(files, file)
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", file, errDocuments)
	}
	return nil
}

// object is a JSON object, or a YAML mapping with names as keys.
type object = map[string]any

// list is a text or several; p1..p20 is twenty.
type list []string

// UnmarshalYAML reads one text as a list of one.
func (l *list) UnmarshalYAML(node *yaml.Node) error {
	texts := []string{node.Value}
	if node.Kind != yaml.ScalarNode {
		if err := node.Decode(&texts); err != nil {
			return err
		}
	}
	*l = list{}
	for _, text := range texts {
		*l = append(*l, span(text)...)
	}
	return nil
}

var spanForm = regexp.MustCompile(`^([a-z]+)(\d+)\.\.[a-z]+(\d+)$`)

// span is what p1..p20 stands for, and else the text itself.
func span(text string) []string {
	parts := spanForm.FindStringSubmatch(text)
	if parts == nil {
		return []string{text}
	}
	first, _ := strconv.Atoi(parts[2])
	last, _ := strconv.Atoi(parts[3])
	var all []string
	for n := first; n <= last; n++ {
		all = append(all, parts[1]+strconv.Itoa(n))
	}
	return all
}
