package code

import (
	"encoding/json"
	"fmt"

	"usersync/internal/rule"
)

// SchemaID is the name of the JSON Schema; nothing has to be fetched from there.
const SchemaID = "urn:usersync:rules:1"

// schema is a JSON Schema, or a part of one.
type schema map[string]any

// Schema is the JSON Schema (draft 2020-12) of a file, indented, for editors and for checks before sending. What needs the account (products, names, conditions) it
// cannot say.
func Schema() ([]byte, error) {
	s := anObject(fileMembers, fileMembers, schema{
		"format": schema{"const": Mark},
		"rules":  schema{"type": "array", "maxItems": rule.MaxRules, "items": schemaOfRule(), "description": "Strongest first."},
	})
	s["$schema"], s["$id"], s["title"] = "https://json-schema.org/draft/2020-12/schema", SchemaID, "A rule set of usersync"
	body, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode schema: %w", err)
	}
	return append(body, '\n'), nil
}

// anObject has members of these names and no others. Any of them may be null, which means the same as absent.
func anObject(members, required []string, properties schema) schema {
	for _, name := range members {
		if _, there := properties[name]; !there {
			panic("no schema for the member " + name) // a mistake of ours, found by the first test
		}
	}
	return schema{"type": "object", "additionalProperties": false, "required": required, "properties": properties}
}

func schemaOfRule() schema {
	s := anObject(ruleMembers, nil, schema{
		"id":               aText("The rule's id; absent for a new rule.", schema{"pattern": idPattern.String()}),
		"description":      aText("What the rule is for.", schema{"maxLength": rule.MaxDescription}),
		"enabled":          schema{"type": []string{"boolean", "null"}, "default": true},
		"group":            aText("The id of a directory group.", nil),
		"groupName":        aText("The name of a directory group; read only where there is no group.", nil),
		"condition":        aText("A SCIM filter over the directory user, and memberOf with ids of directory groups.", schema{"maxLength": rule.MaxConditionBytes}),
		"products":         schema{"type": []string{"array", "null"}, "items": schemaOfProduct()},
		"role":             schemaOfRole(),
		"userGroup":        aText("A user group, by name or id, or none: explicitly no group.", nil),
		"settingsTemplate": aText("A settings template, by name or id, or default.", nil),
		"language":         schema{"enum": append([]any{nil}, values(rule.Languages)...)},
		"welcomeMail":      aText("An e-mail template, by name or id, default, or none: explicitly no mail.", nil),
	})
	delete(s, "required")
	s["anyOf"] = []schema{{"required": []string{"group"}}, {"required": []string{"groupName"}}}
	return s
}

func schemaOfProduct() schema {
	return anObject(productMembers, []string{"key"}, schema{
		"key":  schema{"type": "string", "maxLength": rule.MaxProductKey},
		"plan": aText("One of the product's plans.", nil),
	})
}

func schemaOfRole() schema {
	groups := schema{"type": []string{"array", "null"}, "items": schema{"type": "string"}, "description": "User groups, by name or id. Empty means nobody."}
	s := anObject(roleMembers, []string{"kind"}, schema{
		"kind":          schema{"enum": []rule.RoleKind{rule.Member, rule.Manager, rule.Admin}},
		"privileges":    schema{"type": []string{"array", "null"}, "items": schema{"enum": rule.Privileges()}, "description": "Of a manager."},
		"managedGroups": schema{"oneOf": []schema{{"const": all}, groups}, "description": "Of a manager: a list of user groups, or the word all."},
	})
	s["type"] = []string{"object", "null"}
	return s
}

// aText is a text or null.
func aText(description string, more schema) schema {
	s := schema{"type": []string{"string", "null"}, "description": description}
	for name, value := range more {
		s[name] = value
	}
	return s
}

func values(texts []string) []any {
	out := make([]any, len(texts))
	for i, text := range texts {
		out[i] = text
	}
	return out
}
