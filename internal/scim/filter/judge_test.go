package filter_test

import (
	"testing"

	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// measured is a complex attribute with the data types that no attribute of ours has.
var measured = &schema.Attribute{Name: "measured", Type: schema.Complex, Sub: []*schema.Attribute{
	{Name: "count", Type: schema.Integer}, {Name: "weight", Type: schema.Decimal},
}}

func TestNumbersCompareByValue(t *testing.T) {
	o := scim.Object{"count": int64(9007199254740993), "weight": 2.5}
	for text, want := range map[string]bool{
		`count eq 9007199254740993`: true,
		`count eq 9007199254740992`: false,
		`count gt 9007199254740992`: true,
		`count lt 1e300`:            true,
		`count ne 1`:                true,
		`weight eq 2.5`:             true,
		`weight ge 2`:               true,
		`weight gt 2.5`:             false,
		`weight le 2.5`:             true,
		`weight lt -3`:              false,
		`weight pr`:                 true,
	} {
		f, err := filter.CompileValue(parse(t, text), measured)
		if err != nil || f.Match(o) != want {
			t.Errorf("%s: %v", text, err)
		}
		if err == nil && f.Match(scim.Object{"count": "x", "weight": true}) && text != "weight pr" {
			t.Errorf("%s matches what is no number", text)
		}
	}
	for text, says := range map[string]string{
		`count eq "5"`: "compared with a number", `weight gt true`: "compared with a number", `count co 5`: "is a number",
	} {
		_, err := filter.CompileValue(parse(t, text), measured)
		refused(t, err, says)
	}
}

func parse(t testing.TB, text string) filter.Expr {
	t.Helper()
	e, err := filter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnUnknownOperatorHoldsNothing(t *testing.T) {
	f, err := filter.Compile(filter.Compare{Attr: "userName", Op: "xx", Value: "a"}, schema.Users())
	if err == nil && f.Match(scim.Object{"userName": "a"}) {
		t.Error("matched")
	}
}

func BenchmarkParse(b *testing.B) {
	for name, text := range map[string]string{
		"simple": `userName eq "ann@example.com"`,
		"and":    `id eq "01J9ZK3V7Q" and members eq "01J9ZK3V7R"`,
		"entra":  `emails[type eq "work"].value eq "ann@example.com"`,
		"long":   `(userName sw "a" or title pr) and not (active eq false) and emails[type eq "work" and value co "@example.com"]`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := filter.Parse(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	e := parse(b, `userName eq "ann@example.com"`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := filter.Compile(e, schema.Users()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	o := scim.Object{
		"userName": "Ann@Example.com", "title": "VP", "active": true, "emails": []any{scim.Object{"type": "work", "value": "ann@example.com"}},
		"meta": scim.Object{"created": "2024-05-01T12:00:00Z"},
	}
	for name, text := range map[string]string{
		"simple": `userName eq "ann@example.com"`,
		"entra":  `emails[type eq "work"].value eq "ann@example.com"`,
		"long":   `(userName sw "a" or title pr) and not (active eq false) and emails[type eq "work" and value co "@example.com"]`,
		"date":   `meta.created gt "2024-01-01T00:00:00Z"`,
	} {
		f := compile(b, text, "User")
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !f.Match(o) {
					b.Fatal("no match")
				}
			}
		})
	}
}

func TestMatchNeedsNoMemory(t *testing.T) {
	o := scim.Object{"userName": "Ann@Example.com", "emails": []any{scim.Object{"type": "work", "value": "Ann@example.com"}}}
	f := compile(t, `userName eq "ann@example.com" and emails[type eq "work"].value co "@EXAMPLE" and not (title pr)`, "User")
	if allocs := testing.AllocsPerRun(10, func() { f.Match(o) }); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
