package schema

import (
	"bytes"
	"fmt"
	"strings"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// MaxTypes is how many resource types a deployment may have that are not built in.
const MaxTypes = 20

// File is a file of documents, by its name.
type File struct {
	Name string
	Body []byte
}

// Load makes resource types of files, each of which holds a ResourceType or a Schema document, or an array or ListResponse of them. Errors name the
// file and the members at fault: what cannot be read, what is there twice or used by no type, and more than 20 types.
func Load(files []File) ([]*ResourceType, error) {
	var l loading
	for _, f := range files {
		if err := l.file(f); err != nil {
			return nil, err
		}
	}
	return l.bind()
}

// loading is what was read so far, with the places where it was read.
type loading struct {
	types   []placed[TypeDocument]
	schemas []placed[*Schema]
}

type placed[T any] struct {
	where string
	what  T
}

func (l *loading) file(f File) error {
	documents, err := documents(f.Body)
	if err != nil {
		return located(f.Name, err)
	}
	for i, doc := range documents {
		where := f.Name
		if len(documents) > 1 {
			where = fmt.Sprintf("%s, document %d", f.Name, i+1)
		}
		if err := l.document(where, doc); err != nil {
			return located(where, err)
		}
	}
	return nil
}

// documents are those in a body: one object, an array of them, or a ListResponse.
func documents(body []byte) ([]map[string]any, error) {
	if body = bytes.TrimSpace(body); bytes.HasPrefix(body, []byte("[")) {
		body = []byte(`{"Resources":` + string(body) + `}`)
	}
	object, err := scim.Decode(body)
	if err != nil {
		return nil, err
	}
	list, several := member(object, "Resources").([]any)
	if !several {
		return []map[string]any{object}, nil
	}
	all := make([]map[string]any, len(list))
	for i, v := range list {
		one, ok := v.(map[string]any)
		if !ok {
			return nil, fault.New(fault.Invalid, "invalid_schema", "Entry %d of the list is not an object.", i+1)
		}
		all[i] = one
	}
	return all, nil
}

func member(object map[string]any, name string) any {
	for key, v := range object {
		if strings.EqualFold(key, name) {
			return v
		}
	}
	return nil
}

// document takes one document: what has an endpoint is a resource type.
func (l *loading) document(where string, doc map[string]any) error {
	if member(doc, "endpoint") != nil {
		t, err := ParseType(doc)
		l.types = append(l.types, placed[TypeDocument]{where, t})
		return err
	}
	s, err := Parse(doc)
	if err != nil {
		return err
	}
	for _, other := range l.schemas {
		if Clash(s.ID, other.what.ID) {
			return fault.New(fault.Invalid, "invalid_schema", "The id is that of another schema in %s, or one begins with the other.", other.where).At("id", "Is taken.")
		}
	}
	l.schemas = append(l.schemas, placed[*Schema]{where, s})
	return CheckURN(s.ID)
}

func (l *loading) bind() ([]*ResourceType, error) {
	if len(l.types) > MaxTypes {
		return nil, fault.New(fault.Invalid, "invalid_schema", "There are more than %d resource types.", MaxTypes)
	}
	var all []*ResourceType
	used := map[*Schema]string{}
	for _, t := range l.types {
		rt, err := l.resourceType(t, all, used)
		if err != nil {
			return nil, located(t.where, err)
		}
		all = append(all, rt)
	}
	for _, s := range l.schemas {
		if used[s.what] == "" {
			return nil, located(s.where, fault.New(fault.Invalid, "invalid_schema", "No resource type uses this schema. Name it in a ResourceType document, or take the file away."))
		}
	}
	return all, nil
}

// resourceType binds one type, whose name, endpoint and core schema no other has.
func (l *loading) resourceType(t placed[TypeDocument], others []*ResourceType, used map[*Schema]string) (*ResourceType, error) {
	schemas := make([]*Schema, len(l.schemas))
	for i, s := range l.schemas {
		schemas[i] = s.what
	}
	rt, err := Bind(t.what, schemas)
	if err != nil {
		return nil, err
	}
	var p problems
	for _, other := range others {
		if strings.EqualFold(other.Name, rt.Name) {
			p.at("name", "Another resource type has it.")
		}
		if strings.EqualFold(other.Endpoint, rt.Endpoint) {
			p.at("endpoint", "Another resource type has it.")
		}
	}
	for _, s := range append([]*Schema{rt.Core}, schemasOf(rt.Extensions)...) {
		if by := used[s]; by != "" {
			p.at("schema", "A schema of this type belongs to the type "+by+" already.")
		}
		used[s] = rt.Name
	}
	return rt, p.fault("The resource type cannot be used beside the others.")
}

func schemasOf(extensions []Extension) []*Schema {
	list := make([]*Schema, len(extensions))
	for i, e := range extensions {
		list[i] = e.Schema
	}
	return list
}

// located says where a fault is, with its members, for whoever starts the product and reads one line.
func located(where string, err error) error {
	f := fault.As(err)
	text := f.Detail
	for _, field := range f.Fields {
		text += " " + field.Path + ": " + field.Detail
	}
	return fmt.Errorf("%s: %s", where, text)
}
