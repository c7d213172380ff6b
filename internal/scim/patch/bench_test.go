package patch_test

import (
	"testing"

	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

const benchUser = `{"userName": "ann@work.example", "externalId": "00u1", "active": true, "displayName": "Ann Lee", "title": "Engineer",
	"name": {"givenName": "Ann", "familyName": "Lee"}, "locale": "en-US", "preferredLanguage": "en",
	"emails": [{"type": "work", "value": "ann@work.example", "primary": true}, {"type": "home", "value": "ann@home.example"}],
	"phoneNumbers": [{"type": "work", "value": "+41 1"}],
	"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Sales", "employeeNumber": "7"}}`

// The three requests that identity providers send most, from decoded JSON to the new resource.
func BenchmarkApply(b *testing.B) {
	for _, bench := range []struct{ name, body string }{
		{"okta deactivate", `{"Operations": [{"op": "replace", "value": {"active": false}}]}`},
		{"entra mixed", `{"Operations": [{"op": "Replace", "path": "active", "value": "False"},
			{"op": "Add", "path": "emails[type eq \"work\"].value", "value": "lee@work.example"},
			{"op": "Replace", "path": "name.familyName", "value": "Ray"},
			{"op": "Add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "Tours"}]}`},
		{"three paths", `{"Operations": [{"op": "replace", "path": "title", "value": "Director"},
			{"op": "replace", "path": "name.givenName", "value": "Anna"}, {"op": "remove", "path": "locale"}]}`},
	} {
		b.Run(bench.name, func(b *testing.B) {
			before, message := object(b, []byte(benchUser)), object(b, []byte(bench.body))
			b.ReportAllocs()
			for b.Loop() {
				ops, err := patch.Decode(message)
				if err != nil {
					b.Fatal(err)
				}
				if _, changed, err := patch.Apply(schema.Users(), before, ops); err != nil || !changed {
					b.Fatal(changed, err)
				}
			}
		})
	}
}
