package main

import (
	"fmt"
	"io/fs"
	"os"

	"usersync/internal/scim/schema"
)

// maxTypesFile is how many bytes a file of resource types may have.
const maxTypesFile = 1 << 20

// resourceTypes reads the resource types of a folder; "" has none. Files that do not end with .json are left alone.
func resourceTypes(folder string) ([]*schema.ResourceType, error) {
	if folder == "" {
		return nil, nil
	}
	in := os.DirFS(folder)
	names, err := fs.Glob(in, "*.json") // in the order of the alphabet
	if err != nil {
		return nil, fmt.Errorf("read resource types: %w", err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("read resource types: %s has no file that ends with .json", folder)
	}
	files := make([]schema.File, len(names))
	for i, name := range names {
		body, err := fs.ReadFile(in, name)
		if err != nil {
			return nil, fmt.Errorf("read resource types: %w", err)
		}
		if len(body) > maxTypesFile {
			return nil, fmt.Errorf("read resource types: %s has more than 1 MiB", name)
		}
		files[i] = schema.File{Name: name, Body: body}
	}
	types, err := schema.Load(files)
	if err != nil {
		return nil, fmt.Errorf("read resource types: %w", err)
	}
	return types, nil
}
