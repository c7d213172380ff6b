package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// company is a small company that the stories are told of: names instead of ids. A person is [given name, family name, title, department, groups beside Everyone].
type company struct {
	Products   []json.RawMessage `json:"products"`
	UserGroups []string          `json:"userGroups"`
	Groups     []string          `json:"groups"`
	People     [][]any           `json:"people"`
}

// fill has the company in the account: products and user groups by the admin API, people and their groups by SCIM, then all rules at once, so that everybody's first outcome is that of
// all of them.
func (w *world) fill() {
	w.t.Helper()
	var c company
	text, err := os.ReadFile("testdata/company.json")
	must(w.t, err)
	must(w.t, json.Unmarshal(text, &c))
	for _, p := range c.Products {
		w.api("POST", "/products", string(p))
	}
	for _, name := range c.UserGroups {
		w.api("POST", "/user-groups", fmt.Sprintf(`{"name":%q}`, name))
	}
	members := map[string][]string{}
	for _, row := range c.People {
		id := w.join(row)
		members["Everyone"] = append(members["Everyone"], id)
		for _, group := range row[4].([]any) {
			members[group.(string)] = append(members[group.(string)], id)
		}
	}
	for _, name := range c.Groups {
		w.scim("POST", "/Groups", groupOfPeople(name, members[name]))
	}
	rules, err := os.ReadFile("testdata/company-rules.yaml")
	must(w.t, err)
	w.sendAPI("POST", "/rules/import", "application/yaml", string(rules))
	plan := w.api("POST", "/plans", "{}")["id"].(string)
	w.api("POST", "/plans/"+plan+"/apply", "")
}

// plainASCII spells the letters of the company's names that do not go into an address.
var plainASCII = strings.NewReplacer("é", "e", "ö", "o", "á", "a", "ó", "o")

// join has the identity provider push somebody, and returns the id.
func (w *world) join(row []any) string {
	w.t.Helper()
	given, family := row[0].(string), row[1].(string)
	mail := plainASCII.Replace(strings.ToLower(given+"."+family)) + "@example.com"
	body, err := json.Marshal(map[string]any{
		"schemas":     []string{"urn:ietf:params:scim:schemas:core:2.0:User", enterprise},
		"userName":    mail,
		"name":        map[string]any{"givenName": given, "familyName": family},
		"displayName": given + " " + family,
		"title":       row[2],
		"active":      true,
		"emails":      []any{map[string]any{"type": "work", "value": mail, "primary": true}},
		enterprise:    map[string]any{"department": row[3]},
	})
	must(w.t, err)
	var made struct{ ID string }
	must(w.t, json.Unmarshal(w.scim("POST", "/Users", string(body)), &made))
	return made.ID
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

func groupOfPeople(name string, ids []string) string {
	members := []string{}
	for _, id := range ids {
		members = append(members, fmt.Sprintf(`{"value":%q}`, id))
	}
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":%q,"members":[%s]}`, name, strings.Join(members, ","))
}
