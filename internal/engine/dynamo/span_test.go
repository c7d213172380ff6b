package dynamo

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"usersync/internal/table"
)

var (
	word  = rapid.StringMatching(`[ab\x00é\x{10FFFF}]{0,3}`)
	tails = rapid.StringOfN(rapid.SampledFrom([]rune{'a', '\x7f', '߿', '\uffff', '\U0010ffff'}), 0, 255, 1000)
)

// TestOneConditionForThree: prefix, from and to together are one range with the same keys in it.
func TestOneConditionForThree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := table.Query{Prefix: word.Draw(t, "prefix"), From: word.Draw(t, "from"), To: word.Draw(t, "to")}
		key := word.Draw(t, "key") + tails.Draw(t, "tail")
		want := strings.HasPrefix(key, q.Prefix) && key >= q.From && (q.To == "" || key <= q.To)
		s := spanOf(q)
		in := !s.empty() && key >= s.from && (s.to == "" || key <= s.to)
		if in != want {
			t.Fatalf("key %q in %+v is %v, want %v of %+v", key, s, in, want, q)
		}
		if s.prefix != "" && strings.HasPrefix(key, s.prefix) != want {
			t.Fatalf("key %q, prefix %q of %+v", key, s.prefix, q)
		}
	})
}

// TestLastWith: no key that the table takes lies behind it, and the table takes it.
func TestLastWith(t *testing.T) {
	for n := 1; n <= table.MaxKeyBytes; n++ {
		prefix := strings.Repeat("x", n)
		last := lastWith(prefix)
		if len(last) != table.MaxKeyBytes || !utf8.ValidString(last) || !strings.HasPrefix(last, prefix) {
			t.Fatalf("behind %d bytes: %q", n, last)
		}
	}
}

// TestDemands is the text of every shape of a range.
func TestDemands(t *testing.T) {
	for _, row := range []struct {
		q    table.Query
		want string
	}{
		{table.Query{}, ""},
		{table.Query{Prefix: "a"}, "begins_with(#0, :0)"},
		{table.Query{Prefix: "a", From: "A", To: "b"}, "begins_with(#0, :0)"},
		{table.Query{Prefix: "a", From: "ab"}, "#0 BETWEEN :0 AND :1"},
		{table.Query{Prefix: "a", To: "ab"}, "#0 BETWEEN :0 AND :1"},
		{table.Query{From: "a"}, "#0 >= :0"},
		{table.Query{To: "a"}, "#0 <= :0"},
		{table.Query{From: "a", To: "b"}, "#0 BETWEEN :0 AND :1"},
	} {
		if got := spanOf(row.q).demand(&statement{}, "S"); got != row.want {
			t.Errorf("%+v: %s, want %s", row.q, got, row.want)
		}
	}
}
