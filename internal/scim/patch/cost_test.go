package patch_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

// What one request may cost: 20 ms for a filter on one user, 200 ms for a body, 64 MB of memory. Time is measured against work of a known kind in the same run, so that a slow or
// busy machine makes no difference; memory is counted to the byte. The inputs are the worst of those that were tried: letters that fold slowly, values and operations as long and as
// many as the limits allow, and filters that look at all of them.

// letters are texts of which long values are made, from the cheapest to fold to the dearest.
var letters = map[string]string{"ASCII": "a", "Greek": "Σ", "Chinese": "\u4e00", "Deseret": "\U00010400", "decomposed": "e\u0301"}

// longText is a value as long as values may be.
func longText(unit string, i int) string {
	text := fmt.Sprintf("%03d", i)
	return text + strings.Repeat(unit, (1024-len(text))/len([]rune(unit)))
}

// largest is a user with as much in one attribute as there can be.
func largest(unit string) scim.Object {
	roles := make([]any, 99)
	for i := range roles {
		roles[i] = scim.Object{"value": longText(unit, i)}
	}
	return scim.Object{"userName": "ann", "roles": roles}
}

// reference is how long it takes to read a megabyte of plain JSON by the standard library: some 10 ms on an idle machine.
func reference(t *testing.T) time.Duration {
	body := []byte(`{"members":[` + strings.TrimSuffix(strings.Repeat(`{"value":"01JTEST0000000000000000001","display":"Ann Archer of Sales"},`, 15_000), ",") + `]}`)
	return quickest(0, func() {
		var v map[string]any
		if err := json.Unmarshal(body, &v); err != nil {
			t.Fatal(err)
		}
	})
}

// quickest is the shortest of some runs; one that is short enough ends the trying.
func quickest(enough time.Duration, work func()) time.Duration {
	best := time.Hour
	for n := 0; n < 5 && best > enough; n++ {
		start := time.Now()
		work()
		best = min(best, time.Since(start))
	}
	return best
}

// bytesOf counts the memory that work asks for.
func bytesOf(work func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// chain is a term joined by or as often as a filter allows, within so many bytes.
func chain(term string, most int) string {
	n := min(filter.MaxTerms, (most+len(" or "))/(len(term)+len(" or ")))
	return strings.TrimSuffix(strings.Repeat(term+" or ", n), " or ")
}

// worstFilters are filters as long as filters may be.
func worstFilters(unit string) map[string]string {
	return map[string]string{
		"many searches":     chain(`roles co "`+unit+`b"`, filter.MaxBytes),
		"one long search":   `roles.value co "` + strings.Repeat(unit, 1900/len(unit)) + `b"`,
		"many ends":         chain(`roles ew "`+unit+`b"`, filter.MaxBytes),
		"many orders":       chain(`roles lt "`+unit+`"`, filter.MaxBytes),
		"within an element": `roles[` + chain(`value co "`+unit+`b"`, filter.MaxBytes-len("roles[]")) + `]`,
		"deep":              strings.Repeat("not (", filter.MaxDepth) + chain(`roles co "`+unit+`b"`, 1800) + strings.Repeat(")", filter.MaxDepth),
	}
}

func TestTheWorstFilterIsCheap(t *testing.T) {
	measure := reference(t)
	for name, unit := range letters {
		user := largest(unit)
		for shape, text := range worstFilters(unit) {
			ask := func() { filterOf(t, text).Match(user) }
			if took := quickest(8*measure, ask); took > 8*measure {
				t.Errorf("%s, %s: %v, while a megabyte of JSON takes %v", name, shape, took, measure)
			}
			if asked := bytesOf(ask); asked > 4<<20 {
				t.Errorf("%s, %s: %d bytes", name, shape, asked)
			}
		}
	}
}

// filterOf is the whole way of a filter: read, bound.
func filterOf(t testing.TB, text string) *filter.Filter {
	t.Helper()
	expr, err := filter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	bound, err := filter.Compile(expr, schema.Users())
	if err != nil {
		t.Fatal(err)
	}
	return bound
}

// fill is a message with as many of the operations as a body of that size holds, at most as many as a message may have.
func fill(most int, operation func(i int) string) string {
	var text strings.Builder
	text.WriteString(`{"Operations":[`)
	for i := range patch.MaxOps {
		op := operation(i)
		if text.Len()+len(op) > most-3 {
			break
		}
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(op)
	}
	return text.String() + "]}"
}

// worstBodies are bodies as large as those of users and groups may be.
func worstBodies(unit string) map[string]string {
	const user, group = 256 << 10, 1 << 20
	names := func(n, most int) string {
		var list []string
		for i, size := 0, 0; i < n && size < most; i++ {
			list = append(list, fmt.Sprintf(`"%s%d":1`, strings.Repeat(unit, 100/len(unit)), i))
			size += len(list[i]) + 1
		}
		return strings.Join(list, ",")
	}
	elements := func(n int, element func(i int) string) string {
		list := make([]string, n)
		for i := range list {
			list[i] = element(i)
		}
		return strings.Join(list, ",")
	}
	return map[string]string{
		"in and out": fill(user, func(i int) string {
			return `{"op":"` + []string{"add", "remove"}[i%2] + `","path":"roles","value":"x"}`
		}),
		"in and out, by long values": fill(user, func(i int) string {
			return `{"op":"` + []string{"add", "remove"}[i%2] + `","path":"roles","value":"` + longText(unit, 100+i) + `"}`
		}),
		"lists of a hundred": fill(user, func(i int) string {
			return `{"op":"remove","path":"roles","value":[` + elements(100, func(j int) string { return fmt.Sprintf(`"%d"`, i*100+j) }) + `]}`
		}),
		"parts of all": fill(user, func(i int) string { return fmt.Sprintf(`{"op":"replace","path":"roles.type","value":"%d"}`, i) }),
		"parts of some": fill(user, func(i int) string {
			return fmt.Sprintf(`{"op":"replace","path":"roles[value eq \"%d\" or type eq \"x\" or not (value pr)].display","value":""}`, i)
		}),
		"searches": fill(user, func(int) string {
			return `{"op":"replace","path":"roles[value co \"` + strings.Repeat(unit, 40/len(unit)) + `b\"].display","value":""}`
		}),
		"one by one": fill(user, func(i int) string {
			return fmt.Sprintf(`{"op":"replace","path":"roles[value sw \"%03d\"].display","value":"%d"}`, i%99, i)
		}),
		"without a path": fill(user, func(i int) string {
			return fmt.Sprintf(`{"op":"replace","value":{"name.givenName":"%d","roles":["%d"],"TITLE":"x"}}`, i, i)
		}),
		"names":   `{"Operations":[{"op":"add","value":{` + names(2000, user-100) + `}}]}`,
		"members": `{"Operations":[{"op":"add","path":"members","value":[` + elements(15_000, func(i int) string { return fmt.Sprintf(`{"value":"01JTEST%019d"}`, i) }) + `]}]}`,
		"members again and again": fill(group, func(i int) string {
			return `{"op":"replace","path":"members","value":[` + elements(14, func(j int) string { return fmt.Sprintf(`{"value":"01JTEST%019d","display":"x"}`, i*14+j) }) + `]}`
		}),
		"many names in a group": fill(group, func(int) string { return `{"op":"add","value":{` + names(9, 900) + `}}` }),
	}
}

func TestTheWorstBodyIsCheap(t *testing.T) {
	measure := reference(t)
	for _, name := range []string{"Deseret", "decomposed"} {
		unit := letters[name]
		user := largest(unit)
		for shape, body := range worstBodies(unit) {
			handle := func() { handled(t, user, []byte(body)) }
			if took := quickest(60*measure, handle); took > 60*measure {
				t.Errorf("%s, %s: %v, while a megabyte of JSON takes %v", name, shape, took, measure)
			}
			if asked := bytesOf(handle); asked > 64<<20 {
				t.Errorf("%s, %s: %d bytes", name, shape, asked)
			}
		}
	}
}

// handled is the whole way of a body: read, brought into canonical form as a user and as a group, and applied as operations of both. Only refusals that a caller can act on may come.
func handled(t testing.TB, user scim.Object, body []byte) {
	t.Helper()
	message, err := scim.Decode(body)
	if err != nil {
		t.Fatal(err)
	}
	ops, err := patch.Decode(message)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		if in, ok := op.Value.(map[string]any); ok {
			_, err = schema.Users().Normalize(in)
		}
	}
	if err == nil {
		_, _, err = patch.Apply(schema.Users(), user, ops)
	}
	if err != nil && fault.Code(err) == "" {
		t.Fatal(err)
	}
	if _, _, err := patch.SplitMembers(ops); err != nil && fault.Code(err) == "" {
		t.Fatal(err)
	}
}

// The filters of many paths together are limited, and so are those that pick members; paths that name members by their ids are not.
func TestTheFiltersOfARequestAreLimitedTogether(t *testing.T) {
	for _, c := range []struct {
		name, path string
		most       int
		members    bool
	}{
		{"elements", `roles[type eq "x" or type eq "y"]`, patch.MaxTerms / 2, false},
		{"searches in elements", `roles[value co "x"]`, patch.MaxTerms / 10, false},
		{"members", `members[type ne "User" and value sw "a"]`, patch.MaxMemberTerms / 2, true},
		{"searches in members", `members[display co "a"]`, patch.MaxMemberTerms / 10, true},
	} {
		for _, n := range []int{c.most, c.most + 1} {
			ops := repeated(t, c.path, n)
			_, _, err := patch.Apply(schema.Users(), scim.Object{"userName": "ann"}, ops)
			if c.members {
				_, _, err = patch.SplitMembers(ops)
			}
			if tooMany := fault.Is(err, fault.Scope) && fault.Code(err) == scim.TooMany; tooMany != (n > c.most) || err != nil && !tooMany {
				t.Errorf("%s: %d paths: %v", c.name, n, err)
			}
		}
	}
	if _, _, err := patch.SplitMembers(repeated(t, `members[value eq "a" or value eq "b"]`, patch.MaxOps)); err != nil {
		t.Errorf("members by their ids: %v", err)
	}
	keys := scim.Object{}
	for i := range patch.MaxTerms + 1 {
		keys[fmt.Sprintf(`roles[type eq "%d"].value`, i)] = nil
	}
	if _, _, err := patch.Apply(schema.Users(), scim.Object{"userName": "ann"}, []patch.Op{{Kind: patch.Replace, Value: keys, HasValue: true}}); !fault.Is(err, fault.Scope) {
		t.Errorf("filters in the names of a value: %v", err)
	}
}

func repeated(t *testing.T, path string, n int) []patch.Op {
	t.Helper()
	p, err := filter.ParsePath(path)
	if err != nil {
		t.Fatal(err)
	}
	ops := make([]patch.Op, n)
	for i := range ops {
		ops[i] = patch.Op{Kind: patch.Remove, Path: &p}
	}
	return ops
}

func BenchmarkWorstFilter(b *testing.B) {
	for name, unit := range letters {
		b.Run(name, func(b *testing.B) {
			user, text := largest(unit), worstFilters(unit)["many searches"]
			b.ReportAllocs()
			for b.Loop() {
				filterOf(b, text).Match(user)
			}
		})
	}
}

func BenchmarkWorstBody(b *testing.B) {
	user := largest(letters["Deseret"])
	for shape, body := range worstBodies(letters["Deseret"]) {
		b.Run(shape, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				handled(b, user, []byte(body))
			}
		})
	}
}
