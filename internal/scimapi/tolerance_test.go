package scimapi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// tolerances is the functions and types that take more than the standard asks for, by folder below internal; those of tolerance.go besides.
var tolerances = map[string][]string{
	"scimapi":     {"parseQuery", "message"},
	"scim/schema": {"boolean", "complexValue", "several", "bind"},
	"scim/filter": {"newBoolTest", "ValuePath"},
	"scim/patch":  {"Decode", "SplitMembers", "memberIDs", "whole", "list", "lone", "seed"},
}

var citation = regexp.MustCompile(`[\w/]*testdata/[\w/.-]*\w`)

// A tolerance is worth what shows that somebody needs it: a conversation, or a row of vectors, by the name of its file.
func TestEveryToleranceCitesWhoNeedsIt(t *testing.T) {
	for folder, names := range tolerances {
		docs := map[string]string{}
		for file, parsed := range sources(t, filepath.Join("..", folder)) {
			for _, group := range parsed.Comments {
				checkCitations(t, folder, group.Text())
			}
			for _, d := range parsed.Decls {
				for name, doc := range documented(d) {
					docs[name] += doc
					if file == "tolerance.go" {
						names = append(names, name)
					}
				}
			}
		}
		for _, name := range names {
			if citation.FindString(docs[name]) == "" {
				t.Errorf("%s: %s is not there, or names no file that needs it", folder, name)
			}
		}
	}
}

// checkCitations finds the files that a comment names: beside the package, or below internal.
func checkCitations(t *testing.T, folder, comment string) {
	t.Helper()
	for _, name := range citation.FindAllString(comment, -1) {
		_, beside := os.Stat(filepath.Join("..", folder, name))
		_, below := os.Stat(filepath.Join("..", name))
		if beside != nil && below != nil {
			t.Errorf("%s: there is no %s", folder, name)
		}
	}
}

// sources reads the Go files of a folder that are no tests.
func sources(t *testing.T, folder string) map[string]*ast.File {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v", folder, err)
	}
	parsed := map[string]*ast.File{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		if parsed[filepath.Base(file)], err = parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments); err != nil {
			t.Fatal(err)
		}
	}
	return parsed
}

// documented is the comments of what a declaration declares, by name.
func documented(d ast.Decl) map[string]string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return map[string]string{d.Name.Name: d.Doc.Text()}
	case *ast.GenDecl:
		docs := map[string]string{}
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				docs[spec.Name.Name] = d.Doc.Text() + spec.Doc.Text()
			case *ast.ValueSpec:
				docs[spec.Names[0].Name] = d.Doc.Text() + spec.Doc.Text()
			}
		}
		return docs
	}
	return nil
}
