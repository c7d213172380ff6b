package rule

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of a settings schema.
const (
	MaxSettings     = 100       // properties
	MaxSettingName  = 64        // bytes
	MaxSettingText  = 500       // characters of a title or description
	MaxSettingEnum  = 50        // values, each of at most MaxSettingValue
	MaxSettingValue = 100       // bytes
	MaxSettingInt   = 1<<53 - 1 // either way: what every reader of JSON keeps exactly
)

// SettingsSchema says what settings templates may say of a product: which settings there are, and their values. It is a subset of JSON Schema 2020-12. Nil: anything.
type SettingsSchema map[string]Setting

// Setting is one property of a settings schema.
type Setting struct {
	Type     string   // "boolean", "string" or "integer"
	Enum     []string // of a string; nil: any
	Min, Max *int64   // of an integer its value, of a string its length in characters; nil: no bound
}

// ReadSettingsSchema reads a schema as JSON gives it. faults has a sentence for each path below it, such as properties.quality.enum, that is wrong or not understood.
func ReadSettingsSchema(doc map[string]any) (s SettingsSchema, faults map[string]string) {
	if doc == nil {
		return nil, nil
	}
	r := schemaReader{faults: map[string]string{}}
	r.members("", doc, "$schema", "type", "title", "description", "properties", "additionalProperties")
	r.texts("", doc)
	if v, stated := doc["$schema"]; stated && v != "https://json-schema.org/draft/2020-12/schema" {
		r.faults["$schema"] = "Must be https://json-schema.org/draft/2020-12/schema, or absent."
	}
	if v, stated := doc["type"]; stated && v != "object" {
		r.faults["type"] = "Must be object."
	}
	if doc["additionalProperties"] != false {
		r.faults["additionalProperties"] = "Must be false: a product has the settings that its schema lists."
	}
	properties, ok := doc["properties"].(map[string]any)
	if !ok || len(properties) == 0 || len(properties) > MaxSettings {
		r.faults["properties"] = fmt.Sprintf("Must be an object of 1 to %d settings.", MaxSettings)
		return nil, r.faults
	}
	s = SettingsSchema{}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		s[name] = r.setting("properties."+name, name, properties[name])
	}
	return s, r.faults
}

// schemaReader collects what is wrong.
type schemaReader struct{ faults map[string]string }

// members refuses those of an object that are not understood: what is not checked must not look as if it were.
func (r schemaReader) members(path string, object map[string]any, known ...string) {
	for name := range object {
		if !slices.Contains(known, name) {
			r.faults[below(path, name)] = "Is not understood here. Known are " + strings.Join(known, ", ") + "."
		}
	}
}

func (r schemaReader) texts(path string, object map[string]any) {
	for _, name := range []string{"title", "description"} {
		v, stated := object[name]
		text, ok := v.(string)
		if stated && (!ok || utf8.RuneCountInString(text) > MaxSettingText) {
			r.faults[below(path, name)] = fmt.Sprintf("Must be a text of at most %d characters.", MaxSettingText)
		}
	}
}

func (r schemaReader) setting(path, name string, v any) (s Setting) {
	object, ok := v.(map[string]any)
	if !ok {
		r.faults[path] = "Must be an object."
		return s
	}
	if len(name) > MaxSettingName || !keyPattern.MatchString(name) {
		r.faults[path] = keyDetail
	}
	r.texts(path, object)
	s.Type, _ = object["type"].(string)
	switch s.Type {
	case "boolean":
		r.members(path, object, "type", "title", "description")
	case "integer":
		r.members(path, object, "type", "title", "description", "minimum", "maximum")
		s.Min, s.Max = r.bounds(path, object, "minimum", "maximum", -MaxSettingInt, MaxSettingInt)
	case "string":
		r.members(path, object, "type", "title", "description", "enum", "minLength", "maxLength")
		s.Min, s.Max = r.bounds(path, object, "minLength", "maxLength", 0, 1000)
		s.Enum = r.enum(path, object)
	default:
		r.faults[below(path, "type")] = "Must be boolean, string or integer."
	}
	return s
}

func (r schemaReader) bounds(path string, object map[string]any, least, most string, low, high int64) (lowest, highest *int64) {
	read := func(name string) *int64 {
		v, stated := object[name]
		n, ok := wholeNumber(v)
		if !stated {
			return nil
		}
		if !ok || n < low || n > high {
			r.faults[below(path, name)] = fmt.Sprintf("Must be a whole number from %d to %d.", low, high)
			return nil
		}
		return &n
	}
	lowest, highest = read(least), read(most)
	if lowest != nil && highest != nil && *lowest > *highest {
		r.faults[below(path, most)] = "Must not be below " + least + "."
	}
	return lowest, highest
}

func (r schemaReader) enum(path string, object map[string]any) []string {
	v, stated := object["enum"]
	if !stated {
		return nil
	}
	list, _ := v.([]any)
	values := make([]string, 0, len(list))
	for _, v := range list {
		text, ok := v.(string)
		if ok && text != "" && len(text) <= MaxSettingValue && !slices.Contains(values, text) {
			values = append(values, text)
		}
	}
	if len(values) == 0 || len(values) != len(list) || len(values) > MaxSettingEnum {
		r.faults[below(path, "enum")] = fmt.Sprintf("Must be 1 to %d different texts of 1 to %d bytes.", MaxSettingEnum, MaxSettingValue)
	}
	return values
}

func below(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// settingsSchema notes what is wrong with the settings schema of a product.
func (c *checker) settingsSchema(doc map[string]any) {
	_, faults := ReadSettingsSchema(doc)
	for _, path := range slices.Sorted(maps.Keys(faults)) {
		c.at("settingsSchema."+path, faults[path])
	}
}
