package filter_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
)

func TestParseBuildsTheTree(t *testing.T) {
	title := filter.Present{Attr: "title"}
	ann := filter.Compare{Attr: "userName", Op: filter.Eq, Value: "ann"}
	active := filter.Compare{Attr: "active", Op: filter.Eq, Value: true}
	for text, want := range map[string]filter.Expr{
		`title pr`:          title,
		`USERNAME Eq "ann"`: filter.Compare{Attr: "USERNAME", Op: filter.Eq, Value: "ann"},
		`a ne 5`:            filter.Compare{Attr: "a", Op: filter.Ne, Value: int64(5)},
		`a gt -1.5e0`:       filter.Compare{Attr: "a", Op: filter.Gt, Value: -1.5},
		`a ge null`:         filter.Compare{Attr: "a", Op: filter.Ge},
		`title pr and active eq true or userName eq "ann"`:   filter.Or{Left: filter.And{Left: title, Right: active}, Right: ann},
		`title pr or active eq true and userName eq "ann"`:   filter.Or{Left: title, Right: filter.And{Left: active, Right: ann}},
		`(title pr or active eq true) and userName eq "ann"`: filter.And{Left: filter.Or{Left: title, Right: active}, Right: ann},
		`title pr and active eq true and userName eq "ann"`:  filter.And{Left: filter.And{Left: title, Right: active}, Right: ann},
		`not (title pr) and active eq true`:                  filter.And{Left: filter.Not{Inner: title}, Right: active},
		`emails[type eq "work"]`:                             filter.ValuePath{Attr: "emails", Inner: filter.Compare{Attr: "type", Op: filter.Eq, Value: "work"}},
		`emails[title pr].value sw "a"`:                      filter.ValuePath{Attr: "emails", Inner: title, Tail: &filter.Compare{Attr: "value", Op: filter.Sw, Value: "a"}},
		`emails[title pr].value pr`:                          filter.ValuePath{Attr: "emails", Inner: title, Tail: &filter.Compare{Attr: "value", Op: filter.Ne}},
		`urn:a:2.0:User:name.x pr`:                           filter.Present{Attr: "urn:a:2.0:User:name.x"},
		`not pr`:                                             filter.Present{Attr: "not"},
		`notes pr`:                                           filter.Present{Attr: "notes"},
		`or pr or and pr`:                                    filter.Or{Left: filter.Present{Attr: "or"}, Right: filter.Present{Attr: "and"}},
	} {
		got, err := filter.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestParseRefusesHostileTextsAtOnce(t *testing.T) {
	for name, text := range map[string]string{
		"parentheses":        strings.Repeat("(", 100_000),
		"closed parentheses": strings.Repeat("(", 100_000) + "title pr" + strings.Repeat(")", 100_000),
		"not":                strings.Repeat("not (", 10_000),
		"a flat chain":       "title pr" + strings.Repeat(" or title pr", 5_000),
		"brackets":           strings.Repeat("emails[", 10_000),
		"a text of quotes":   `userName eq "` + strings.Repeat(`\"`, 30_000),
		"not UTF-8":          "userName eq \"\xff\"",
	} {
		t.Run(name, func(t *testing.T) {
			// With the usual limits, and where only the depth and the number of terms are limited.
			for _, bytes := range []int{filter.MaxBytes, 1 << 30} {
				fastest := time.Hour // of several tries, because the machine may be busy
				for range 10 {
					start := time.Now()
					_, err := filter.ParseLimited(text, bytes, filter.MaxDepth, filter.MaxTerms)
					fastest = min(fastest, time.Since(start))
					if fault.Code(err) != scim.InvalidFilter {
						t.Fatalf("got %v", err)
					}
				}
				if fastest > 20*time.Millisecond {
					t.Errorf("took %v", fastest)
				}
			}
			if _, err := filter.ParsePath(text); fault.Code(err) != scim.InvalidPath {
				t.Errorf("as path: %v", err)
			}
		})
	}
}

func TestLimitsAreExact(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("(", n) + "title pr" + strings.Repeat(")", n) }
	nots := func(n int) string { return strings.Repeat("not (", n) + "title pr" + strings.Repeat(")", n) }
	chain := func(n int) string { return strings.TrimPrefix(strings.Repeat(" and title pr", n), " and ") }
	long := func(n int) string { return `title eq "` + strings.Repeat("x", n-len(`title eq ""`)) + `"` }
	for name, c := range map[string]struct {
		make  func(int) string
		limit int
		says  string
	}{
		"depth":         {nested, filter.MaxDepth, "nested too deeply"},
		"depth of not":  {nots, filter.MaxDepth, "nested too deeply"},
		"terms":         {chain, filter.MaxTerms, "too many comparisons"},
		"bytes":         {long, filter.MaxBytes, "longer than 2048 bytes"},
		"depth, inside": {func(n int) string { return "emails[" + nested(n-1) + "]" }, filter.MaxDepth, "nested too deeply"},
	} {
		if _, err := filter.Parse(c.make(c.limit)); err != nil {
			t.Errorf("%s at the limit: %v", name, err)
		}
		_, err := filter.Parse(c.make(c.limit + 1))
		refused(t, err, c.says)
	}
	if _, err := filter.Parse(nested(10) + " and " + nested(10)); err != nil {
		t.Error("depth is not counted side by side:", err)
	}
	_, err := filter.ParseLimited("title pr and title pr", 100, 1, 1)
	refused(t, err, "too many comparisons")
}

func TestParsePathReadsTargets(t *testing.T) {
	work := filter.Compare{Attr: "type", Op: filter.Eq, Value: "work"}
	for text, want := range map[string]filter.Path{
		`userName`:                                    {Attr: "userName"},
		` name.givenName `:                            {Attr: "name.givenName"},
		`emails[type eq "work"]`:                      {Attr: "emails", Filter: work},
		`emails[type eq "work"].value`:                {Attr: "emails", Filter: work, Sub: "value"},
		`emails[ type EQ "work" ].$ref`:               {Attr: "emails", Filter: work, Sub: "$ref"},
		`urn:a:2.0:User`:                              {Attr: "urn:a:2.0:User"},
		`urn:a:2.0`:                                   {Attr: "urn:a:2.0"},
		`urn:a:2.0:User:manager.value`:                {Attr: "urn:a:2.0:User:manager.value"},
		`URN:a:2.0:User:emails[type eq "work"].value`: {Attr: "URN:a:2.0:User:emails", Filter: work, Sub: "value"},
		`members[value eq "a" or value eq "b"]`: {Attr: "members", Filter: filter.Or{
			Left:  filter.Compare{Attr: "value", Op: filter.Eq, Value: "a"},
			Right: filter.Compare{Attr: "value", Op: filter.Eq, Value: "b"},
		}},
	} {
		got, err := filter.ParsePath(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
		if again, err := filter.ParsePath(got.String()); err != nil || !cmp.Equal(again, got) {
			t.Errorf("%s: %s is another path: %v", text, got, err)
		}
	}
}

func TestParsePathRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "secret name", "a.b.c", ".a", "a.", "a[", "a[]", "a[type]", `a[type eq "x"`, `a[type eq "x"].`, `a[type eq "x"]. b`, `a[type eq "x"].b.c`, `a[type eq "x"]b`,
		`a[type eq "x"] b`, `a [type eq "x"]`, `a[type eq x]`, `a[b[c pr]]`, `a eq "secret"`, "/userName", "__proto__.x", "a,b", "1a", "http://a/b", strings.Repeat("a", filter.MaxPathBytes+1),
	} {
		_, err := filter.ParsePath(text)
		if !fault.Is(err, fault.Malformed) || fault.Code(err) != scim.InvalidPath || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The text of every tree parses to the same tree.
func TestStringParsesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := expression(t, 4, false)
		got, err := filter.ParseLimited(e.String(), 1<<20, 100, 1000)
		if err != nil {
			t.Fatalf("%s: %v", e, err)
		}
		if diff := cmp.Diff(e, got); diff != "" {
			t.Fatalf("%s: %s", e, diff)
		}
	})
}

var attributes = rapid.SampledFrom([]string{"userName", "name.givenName", "$ref", "a-b_2", "urn:a:2.0:User:x.y", "android", "nothing", "ORDER"})

func expression(t *rapid.T, depth int, inBrackets bool) filter.Expr {
	kind := rapid.IntRange(0, 6).Draw(t, "kind")
	switch {
	case kind < 2 || depth == 0:
		return filter.Compare{Attr: attributes.Draw(t, "attribute"), Op: operators.Draw(t, "operator"), Value: values.Draw(t, "value")}
	case kind == 2:
		return filter.Present{Attr: attributes.Draw(t, "attribute")}
	case kind == 3:
		return filter.And{Left: expression(t, depth-1, inBrackets), Right: expression(t, depth-1, inBrackets)}
	case kind == 4:
		return filter.Or{Left: expression(t, depth-1, inBrackets), Right: expression(t, depth-1, inBrackets)}
	case kind == 5 || inBrackets:
		return filter.Not{Inner: expression(t, depth-1, inBrackets)}
	}
	e := filter.ValuePath{Attr: attributes.Draw(t, "attribute"), Inner: expression(t, depth-1, true)}
	if rapid.Bool().Draw(t, "tail") {
		e.Tail = &filter.Compare{Attr: "value", Op: operators.Draw(t, "operator"), Value: values.Draw(t, "value")}
	}
	return e
}

var operators = rapid.SampledFrom([]filter.Op{filter.Eq, filter.Ne, filter.Co, filter.Sw, filter.Ew, filter.Gt, filter.Ge, filter.Lt, filter.Le})

var values = rapid.Custom(func(t *rapid.T) any {
	switch rapid.IntRange(0, 5).Draw(t, "type") {
	case 0:
		return rapid.Int64().Draw(t, "whole")
	case 1:
		v, _ := scim.Number("0.5")
		return v
	case 2:
		return rapid.Float64Range(-1, 1).Filter(func(f float64) bool { return f != float64(int64(f)) }).Draw(t, "fraction")
	case 3:
		return rapid.Bool().Draw(t, "bool")
	case 4:
		return nil
	default:
		return strings.ToValidUTF8(rapid.String().Draw(t, "text"), "?")
	}
})

func TestLargeNumbersKeepTheirValue(t *testing.T) {
	for _, text := range []string{"a eq 1e+30", "a eq 9223372036854775807", "a eq -0.25"} {
		e, err := filter.Parse(text)
		if err != nil || e.String() != text {
			t.Errorf("%s: %v, %v", text, e, err)
		}
	}
}
