package dynamo_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"usersync/internal/standin"
	"usersync/internal/table"
)

// leaves is an answer that leaves items of the batch unread.
func leaves(tableName string, keys ...string) string {
	text := ""
	for i, s := range keys {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprintf(`{"P":{"S":"p"},"S":{"S":%q}}`, s)
	}
	return fmt.Sprintf(`"UnprocessedKeys":{%q:{"ConsistentRead":true,"Keys":[%s]}}`, tableName, text)
}

func TestWhatABatchLeavesIsAskedForAgain(t *testing.T) {
	database := standin.Dynoxide(t)
	l := newLine(t, database)
	names := []string{"a", "b", "c"}
	keys := make([]table.Key, len(names))
	for i, s := range names {
		keys[i] = table.Key{P: "p", S: s}
		do(t, l, table.Put(table.Item{Key: keys[i]}))
	}
	core := "test1-core"
	first := answeredBy(`{"Responses":{"` + core + `":[{"P":{"S":"p"},"S":{"S":"a"}}]},` + leaves(core, "b", "c") + `}`)
	none := answeredBy(`{"Responses":{},` + leaves(core, "b", "c") + `}`)
	all := answeredBy(`{"Responses":{},` + leaves(core, "a", "b", "c") + `}`)
	for _, row := range []struct {
		name   string
		script []fault
		want   string
		sent   int
	}{
		{"a part is left", []fault{first, through}, "done", 2},
		{"all is left, for a while", []fault{all, all, all, through}, "done", 4},
		{"the rest is left, for a while", []fault{first, none, none, through}, "done", 4},
		{"all is left for good", []fault{all}, "throttled", tries},
		{"the rest is left for good", []fault{first, none}, "throttled", 1 + tries},
		{"an answer from elsewhere", []fault{answeredBy(`{"Responses":{"elsewhere":[]}}`)}, "other", 1},
		{"an answer with an item not of ours", []fault{answeredBy(`{"Responses":{"` + core + `":[{"a":{"SS":["x"]}}]}}`)}, "other", 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			l.play(row.script...)
			items, err := l.BatchGet(t.Context(), keys)
			if got := verdict(err); got != row.want || l.wire.sent != row.sent {
				t.Fatalf("%s after %d requests (%v), want %s after %d", got, l.wire.sent, err, row.want, row.sent)
			}
			if err == nil && !slices.Equal(sortKeys(items), names) {
				t.Errorf("items %v", items)
			}
		})
	}
}

func sortKeys(items []table.Item) (keys []string) {
	for _, item := range items {
		keys = append(keys, item.Key.S)
	}
	slices.Sort(keys)
	return keys
}

// TestABatchBeyondSixteenMegabytes: the service answers with 16 MB at most, and stand-ins do so as well.
func TestABatchBeyondSixteenMegabytes(t *testing.T) {
	l := newLine(t, standin.Dynoxide(t))
	pad := table.Attrs{"pad": table.B(make([]byte, 390<<10))}
	keys := make([]table.Key, 48)
	for i := range keys {
		keys[i] = table.Key{P: "p", S: fmt.Sprint(i)}
		do(t, l, table.Put(table.Item{Key: keys[i], Attrs: pad}))
	}
	l.play()
	items, err := l.BatchGet(t.Context(), keys)
	if err != nil || len(items) != len(keys) || l.wire.sent < 2 {
		t.Fatalf("%d items by %d requests, %v", len(items), l.wire.sent, err)
	}
}

// TestStoredByOthers: what this package never writes is an error and no value.
func TestStoredByOthers(t *testing.T) {
	l := newLine(t, standin.Dynoxide(t))
	for name, attribute := range map[string]string{
		"a list": `{"L":[]}`, "a fraction": `{"N":"1.5"}`, "beyond 64 bits": `{"N":"9223372036854775808"}`, "a null": `{"NULL":true}`,
	} {
		t.Run(name, func(t *testing.T) {
			item := `{"P":{"S":"p"},"S":{"S":"s"},"a":` + attribute + `}`
			l.play(answeredBy(`{"Item":` + item + `}`))
			_, ok, err := l.Get(t.Context(), table.Key{P: "p", S: "s"})
			if ok || verdict(err) != "other" {
				t.Errorf("get: %v %v", ok, err)
			}
			for _, body := range []string{`{"Items":[` + item + `]}`, `{"Items":[],"LastEvaluatedKey":` + item + `}`} {
				l.play(answeredBy(body))
				if _, err := l.Query(t.Context(), table.Query{P: "p"}); verdict(err) != "other" {
					t.Errorf("query: %v", err)
				}
			}
			l.play(answers(http.StatusBadRequest, "ConditionalCheckFailedException", `,"Item":`+item))
			if err := l.Transact(t.Context(), []table.Action{table.Delete(table.Key{P: "p", S: "s"})}); verdict(err) != "other" {
				t.Errorf("transact: %v", err)
			}
		})
	}
}

// TestBytesOfNothing are bytes all the same, not a null.
func TestBytesOfNothing(t *testing.T) {
	l := newLine(t, standin.Dynoxide(t))
	key := table.Key{P: "p", S: "s"}
	do(t, l, table.Put(table.Item{Key: key, Attrs: table.Attrs{"b": table.B(nil)}}))
	item, ok, err := l.Get(t.Context(), key)
	if err != nil || !ok || item.Attrs["b"].Type() != table.Bytes {
		t.Errorf("%v %v %v", item, ok, err)
	}
}
