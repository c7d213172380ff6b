package adminapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// nullSchemas is the schemas of the document, which say of every member that Go writes as null that it may be: the library says so of simple values alone. What it validates
// requests by stays as it is.
type nullSchemas struct{ huma.Registry }

// MarshalJSON implements json.Marshaler.
func (r nullSchemas) MarshalJSON() ([]byte, error) {
	all := maps.Clone(r.Map())
	for name, schema := range all {
		all[name] = withNulls(schema, r.TypeFromRef("#/components/schemas/"+name))
	}
	body, err := json.Marshal(all)
	if err != nil {
		return nil, fmt.Errorf("encode schemas: %w", err)
	}
	return body, nil
}

// withNulls is the schema of a type of Go, with null among the values of its pointers.
func withNulls(schema *huma.Schema, t reflect.Type) *huma.Schema {
	if t == nil || t.Kind() != reflect.Struct {
		return schema
	}
	out := *schema
	out.Properties = maps.Clone(schema.Properties)
	for _, field := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		property := schema.Properties[name]
		if property == nil || field.Type.Kind() != reflect.Pointer || strings.Contains(options, "omitempty") || field.Tag.Get("nullable") == "false" {
			continue
		}
		out.Properties[name] = nullOr(property)
	}
	return &out
}

func nullOr(schema *huma.Schema) *huma.Schema {
	out := *schema
	if schema.Ref == "" {
		out.Nullable = true
		return &out
	}
	return &huma.Schema{AnyOf: []*huma.Schema{{Ref: schema.Ref}, {Type: "null"}}, Description: schema.Description}
}
