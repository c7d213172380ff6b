package inspect_test

import (
	"encoding/json"
	"strings"
	"testing"

	"usersync/internal/inspect"
)

const (
	credential = "scr_abcdefghij_0123456789abcdefghijABCDEFGHIJ0123456789abcdefg"
	webToken   = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJvdGhlciJ9.c2lnbmF0dXJl"
)

func TestWhatIsKeptOfABody(t *testing.T) {
	tests := []struct {
		name, body, want string
	}{
		{"nothing secret, without blanks", `{ "userName" : "ann", "active": true, "n":[1, 2.5e3, null] }`, `{"userName":"ann","active":true,"n":[1,2.5e3,null]}`},
		{"an empty object", `{}`, `{}`},
		{"empty lists", `[{},[]]`, `[{},[]]`},
		{"a password", `{"password":"p"}`, `{"password":"***"}`},
		{"in any case, with an escape", `{"PassWord":"p","p\u0061ssword":"p","pa\u017f\u017fword":"p"}`, `{"PassWord":"***","p\u0061ssword":"***","pa\u017f\u017fword":"***"}`},
		{"whatever its value is", `{"password":{"x":1},"secret":[1],"token":7}`, `{"password":"***","secret":"***","token":"***"}`},
		{"what says nothing", `{"password":null,"accessToken":false,"secret":true}`, `{"password":null,"accessToken":false,"secret":true}`},
		{"a certificate", `{"x509Certificates":[{"value":"MII"}],"id":"1"}`, `{"x509Certificates":"***","id":"1"}`},
		{"by its URN", `{"urn:ietf:params:scim:schemas:core:2.0:User:password":"p"}`, `{"urn:ietf:params:scim:schemas:core:2.0:User:password":"***"}`},
		{
			"a PATCH", `{"Operations":[{"op":"replace","path":"title","value":"T"},{"op":"replace","path":"password","value":"p"}]}`,
			`{"Operations":[{"op":"replace","path":"title","value":"T"},{"op":"replace","path":"password","value":"***"}]}`,
		},
		{"a PATCH that says the value first", `{"Operations":[{"value":{"a":"p"},"path":"password","op":"replace"}]}`, `{"Operations":[{"value":"***","path":"password","op":"replace"}]}`},
		{"a PATCH without a path", `{"Operations":[{"op":"add","value":{"password":"p","title":"T"}}]}`, `{"Operations":[{"op":"add","value":{"password":"***","title":"T"}}]}`},
		{
			"a PATCH by URN and filter", `{"path":"urn:ietf:params:scim:schemas:core:2.0:User:x509Certificates[value eq \"p\"].display","value":"p"}`,
			`{"path":"***","value":"***"}`,
		},
		{"a filter in a search", `{"filter":"password eq \"p\"","count":1}`, `{"filter":"***","count":1}`},
		{"a harmless filter", `{"filter":"userName eq \"ann\""}`, `{"filter":"userName eq \"ann\""}`},
		{"what can be changed", `{"changePassword":{"supported":false}}`, `{"changePassword":{"supported":false}}`},
		{"a credential of ours anywhere", `{"title":"see ` + credential + `!"}`, `{"title":"see scr_abcdefghij_***!"}`},
		{"one in a name", `{"` + credential + `":1}`, `{"scr_abcdefghij_***":1}`},
		{"one with an escape", `{"title":"scr\u005fabcdefghij_0123"}`, `{"title":"scr_abcdefghij_***"}`},
		{"a token of somebody else", `{"title":"x ` + webToken + ` y"}`, `{"title":"x *** y"}`},
		{"a header in a text", `{"title":"Authorization: Bearer 0123456789abcdef"}`, `{"title":"Authorization: Bearer ***"}`},
		{"values on several levels", `{"a":{"value":{"path":"password","value":"p"}},"path":"title"}`, `{"a":{"value":{"path":"password","value":"***"}},"path":"title"}`},
		{"an outer value over an inner one", `{"value":{"path":"password","value":"p"},"path":"password"}`, `{"value":"***","path":"password"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := inspect.Mask([]byte(tt.body), int64(len(tt.body)))
			if got.Text != tt.want || got.Hidden || got.Cut || got.Size != int64(len(tt.body)) {
				t.Errorf("got %+v, want %s", got, tt.want)
			}
			if !json.Valid([]byte(got.Text)) {
				t.Error("no JSON")
			}
		})
	}
}

func TestABodyThatIsNoJSONIsNotKept(t *testing.T) {
	for _, body := range []string{
		"client_id=a&client_secret=p", `{"password" "p"}`, `{password:"p"}`, `{'password':'p'}`, `{"password":"p"`, `{"a":1} p`, `{"a":p}`, `"p"`, "7", "{\"a\":\"p\np\"}", `{"a":"\p"}`,
		`{"a":1,}`, `[1,]`, `{1:2}`, `{"a":01}`, strings.Repeat("[", 100) + strings.Repeat("]", 100), "\x00p", `{"a":"p`, `[`, `{`, `{"a"`, `{"a":`, `{"a":1`,
	} {
		if got := inspect.Mask([]byte(body), int64(len(body))); !got.Hidden || got.Text != "" {
			t.Errorf("%q: %+v", body, got)
		}
	}
	for _, body := range []string{"", " \n"} {
		if got := inspect.Mask([]byte(body), int64(len(body))); got.Hidden || got.Text != "" || got.Cut {
			t.Errorf("%q: %+v", body, got)
		}
	}
}

func TestALongBodyIsCut(t *testing.T) {
	member := `{"value":"01JTEST"},`
	members := `{"Operations":[{"op":"add","path":"members","value":[` + strings.Repeat(member, 1000) + `{}]}]}`
	got := inspect.Mask([]byte(members), int64(len(members)))
	if !got.Cut || len(got.Text) != inspect.MaxBody || !strings.Contains(got.Text, `"value":[{"value":"01JTEST"}`) {
		t.Errorf("%d bytes, cut %v: %.200s", len(got.Text), got.Cut, got.Text)
	}
	accents := `{"title":"` + strings.Repeat("é", inspect.MaxBody) + `"}`
	if got := inspect.Mask([]byte(accents), int64(len(accents))); !got.Cut || !strings.HasSuffix(got.Text, "é") || len(got.Text) > inspect.MaxBody {
		t.Errorf("%d bytes: %q", len(got.Text), got.Text[len(got.Text)-4:])
	}
	// Nobody knows what the path of this operation is: its end was not kept.
	value := `{"value":{"a":"canary"},"b":["` + strings.Repeat("x", 100)
	if got := inspect.Mask([]byte(value), 1<<20); !got.Cut || !strings.HasPrefix(got.Text, `{"value":"***","b":[`) {
		t.Errorf("%+v", got)
	}
	password := `{"a":1,"password":{"x":"canary","y":["z`
	if got := inspect.Mask([]byte(password), 1<<20); got.Text != `{"a":1,"password":"***"` {
		t.Errorf("%+v", got)
	}
	late := `{}` + strings.Repeat(" ", inspect.Window)
	if got := inspect.Mask([]byte(late), int64(len(late))); !got.Cut || got.Text != "{}" {
		t.Errorf("%+v", got)
	}
	if got := inspect.Mask(nil, 500); !got.Cut || got.Size != 500 {
		t.Errorf("a body that nobody read: %+v", got)
	}
}

func TestWhatIsKeptOfAnAddress(t *testing.T) {
	for raw, want := range map[string]string{
		"":                                      "",
		"filter=userName+eq+%22ann%22&count=1&": "filter=userName+eq+%22ann%22&count=1&",
		"filter=password+eq+%22p%22":            "filter=***",
		"Filter=%70assword eq p":                "Filter=***",
		"fil%74er=PASSWORD%20sw%20%22p&a=b":     "fil%74er=***&a=b",
		"filter=x%zz+or+password+eq+%22p%22":    "filter=***",
		"attributes=password,userName":          "attributes=password,userName",
		"attributes=password[value eq \"p\"]":   "attributes=***",
		"password=p&b=c":                        "password=***&b=c",
		"access_token=p":                        "access_token=***",
		"token":                                 "token",
		"x=" + credential:                       "x=***",
		credential + "=1":                       "***",
		"x=" + webToken:                         "x=***",
		"x=scr%5fabcdefghij%5f0123":             "x=***",
		"x=%4":                                  "x=%4",
	} {
		if got := inspect.QueryText(raw); got != want {
			t.Errorf("%s: got %s, want %s", raw, got, want)
		}
	}
	for raw, want := range map[string]string{
		"/scim/v2/Users/01J%20":               "/scim/v2/Users/01J%20",
		"/scim/v2/Users/" + credential:        "/scim/v2/Users/scr_abcdefghij_***",
		"/scim/v2/Users/scr_abcdefghij%5f012": "/scim/v2/Users/scr_abcdefghij_***",
	} {
		if got := inspect.Path(raw); got != want {
			t.Errorf("%s: got %s, want %s", raw, got, want)
		}
	}
	if got := inspect.Path("/" + strings.Repeat("a", 999)); len(got) != 256 {
		t.Errorf("%d bytes of a path", len(got))
	}
	if got := inspect.Word("Okta \xff " + credential); got != "Okta  scr_abcdefghij_***" {
		t.Errorf("a header: %q", got)
	}
}
