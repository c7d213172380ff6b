package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	deviceType   = `{"name":"Device","endpoint":"/Devices","schema":"urn:example:2.0:Device"}`
	deviceSchema = `{"id":"urn:example:2.0:Device","attributes":[{"name":"serial"}]}`
)

func TestResourceTypesOfAFolder(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string // in the error; "" for one type
	}{
		"a file for each document":   {map[string]string{"b.json": deviceType, "a.json": deviceSchema, "README.md": "x"}, ""},
		"a list":                     {map[string]string{"all.json": "[" + deviceType + "," + deviceSchema + "]"}, ""},
		"an empty folder":            {nil, "has no file that ends with .json"},
		"a document that is none":    {map[string]string{"a.json": deviceSchema, "b.json": "{"}, "b.json: "},
		"a member that is misspelt":  {map[string]string{"a.json": strings.Replace(deviceSchema, "attributes", "attribute", 1)}, "a.json: The schema cannot be used as it is."},
		"a file that is far too big": {map[string]string{"a.json": strings.Repeat(" ", 1<<20+1)}, "a.json has more than 1 MiB"},
		"a folder with that name":    {map[string]string{"a.json/x": ""}, "a.json"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			for file, text := range c.files {
				path := filepath.Join(folder, file)
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			types, err := resourceTypes(folder)
			if c.want == "" && (err != nil || len(types) != 1) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, %v", types, err)
			}
		})
	}
	if types, err := resourceTypes(""); types != nil || err != nil {
		t.Errorf("without a folder: %v, %v", types, err)
	}
}
