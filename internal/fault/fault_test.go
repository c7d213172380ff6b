package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"usersync/internal/fault"
)

func TestAnErrorReadsAsOneSentence(t *testing.T) {
	cause := errors.New("condition failed")
	err := fault.New(fault.Conflict, "uniqueness", "The %s is taken.", "userName").On("create user", "01U").Because(cause)
	want := "create user 01U: conflict (uniqueness): The userName is taken.: condition failed"
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
}

func TestAs(t *testing.T) {
	inner := fault.New(fault.NotFound, "user", "There is no such user.")
	tests := []struct {
		name string
		err  error
		kind fault.Kind
		code string
	}{
		{"a fault", inner, fault.NotFound, "user"},
		{"a wrapped fault", fmt.Errorf("while listing: %w", inner), fault.NotFound, "user"},
		{"a foreign error is internal", errors.New("disk on fire"), fault.Internal, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fault.As(tt.err); got.Kind != tt.kind || fault.Code(tt.err) != tt.code || !fault.Is(tt.err, tt.kind) {
				t.Errorf("got %+v", got)
			}
		})
	}
	if fault.As(nil) != nil || fault.Is(nil, fault.Internal) || fault.Code(nil) != "" {
		t.Error("nil is an error")
	}
}

func TestFieldsAreKept(t *testing.T) {
	err := fault.New(fault.Invalid, "invalid", "Two members are wrong.").At("products[0].key", "unknown product").At("group", "required")
	if len(err.Fields) != 2 || err.Fields[0].Path != "products[0].key" {
		t.Errorf("fields %+v", err.Fields)
	}
}

func TestEveryKindHasAName(t *testing.T) {
	seen := map[string]bool{}
	for k := fault.Internal; k <= fault.Scope; k++ {
		if name := k.String(); name == "" || seen[name] {
			t.Errorf("kind %d is called %q", k, name)
		} else {
			seen[name] = true
		}
	}
	if fault.Kind(200).String() != "internal" {
		t.Error("an unknown kind must read as internal")
	}
}
