package inspect_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/inspect"
)

func caller(connection string) inspect.Caller {
	return inspect.Caller{Account: access.FromTrigger("01ACC"), Connection: connection}
}

func ids(list []inspect.Exchange) string {
	var names []string
	for _, e := range list {
		names = append(names, e.ID)
	}
	return strings.Join(names, " ")
}

func TestARingKeepsTheLastRequests(t *testing.T) {
	var r inspect.Ring
	ctx := t.Context()
	if id, err := r.Newest(ctx, caller("c")); id != "" || err != nil {
		t.Errorf("of nothing: %q %v", id, err)
	}
	if list, err := r.Recent(ctx, caller("c"), inspect.Query{Limit: 5}); len(list) != 0 || err != nil {
		t.Errorf("of nothing: %v %v", list, err)
	}
	for i := range inspect.Kept + 3 {
		e := inspect.Exchange{ID: fmt.Sprint(i), Status: 200 + 100*(i%3), Path: fmt.Sprint("/Users/", i), Query: "Count=" + fmt.Sprint(i%2), At: time.Unix(int64(i), 0), Took: time.Second}
		_ = r.Record(ctx, caller("c"), e)
	}
	_ = r.Record(ctx, caller("d"), inspect.Exchange{ID: "other"})
	for _, tt := range []struct {
		query inspect.Query
		want  string
	}{
		{inspect.Query{Limit: 3}, "202 201 200"},
		{inspect.Query{Limit: 3, Before: "201"}, "200 199 198"},
		{inspect.Query{Limit: 9, After: "199"}, "202 201 200"},
		{inspect.Query{Limit: 9, After: "199", Before: "201"}, "200"},
		{inspect.Query{Limit: 9, After: "202"}, ""},
		{inspect.Query{Limit: 9, After: "201", Before: "200"}, ""},
		{inspect.Query{Limit: 2, After: "gone"}, "202 201"},
		{inspect.Query{Limit: 2, Before: "2"}, ""},
		{inspect.Query{Limit: 2, Class: 4}, "200 197"},
		{inspect.Query{Limit: 9, Path: "/USERS/20"}, "202 201 200 20"},
		{inspect.Query{Limit: 2, Path: "count=1"}, "201 199"},
	} {
		list, err := r.Recent(ctx, caller("c"), tt.query)
		if got := ids(list); got != tt.want || err != nil {
			t.Errorf("%+v: %s, %v", tt.query, got, err)
		}
	}
	if list, _ := r.Recent(ctx, caller("c"), inspect.Query{Limit: 999}); len(list) != inspect.Kept || list[0].End() != time.Unix(203, 0) {
		t.Errorf("%d are kept", len(list))
	}
	if id, _ := r.Newest(ctx, caller("c")); id != "202" {
		t.Errorf("newest %s", id)
	}
}

func TestAQuietConnectionMakesRoom(t *testing.T) {
	var r inspect.Ring
	ctx := t.Context()
	for i := range inspect.MaxRings {
		_ = r.Record(ctx, caller(fmt.Sprint(i)), inspect.Exchange{ID: "a"})
	}
	_ = r.Record(ctx, caller("0"), inspect.Exchange{ID: "b"})
	_ = r.Record(ctx, caller("new"), inspect.Exchange{ID: "c"})
	for connection, want := range map[string]string{"0": "b", "1": "", "2": "a", "new": "c"} {
		if id, _ := r.Newest(ctx, caller(connection)); id != want {
			t.Errorf("%s: %q", connection, id)
		}
	}
}
