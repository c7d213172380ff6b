package patch

import (
	"fmt"
	"strings"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
)

// Decode reads a PatchOp message (RFC 7644 section 3.5.2): 1 to MaxOps operations. Names of members and of operations come in any
// case, as Entra ID writes "Replace"; "schemas" is not looked at, as some clients leave it out (scimapi/testdata/jackson/directory.json); an empty path is none.
//
// It fails with fault.Malformed: invalidSyntax, invalidPath; or with fault.Invalid: noTarget (remove without path), invalidValue
// (add or replace without a value member; an explicit null is a value: it unassigns).
func Decode(body map[string]any) ([]Op, error) {
	list, ok := member(body, "Operations")
	if !ok {
		return nil, fault.New(fault.Malformed, scim.InvalidSyntax, "The message has no Operations; send a list of 1 to %d.", MaxOps)
	}
	items, ok := list.([]any)
	if !ok || len(items) == 0 || len(items) > MaxOps {
		return nil, fault.New(fault.Malformed, scim.InvalidSyntax, "Operations must be a list of 1 to %d; split a longer request.", MaxOps)
	}
	ops, paths := make([]Op, len(items)), make([]filter.Path, len(items))
	for i, item := range items {
		op, err := decodeOp(i+1, item, &paths[i])
		if err != nil {
			return nil, err
		}
		ops[i] = op
	}
	return ops, nil
}

// decodeOp reads the operation with the given number, which counts from 1; its path, if it has one, is put into the space for it.
func decodeOp(number int, item any, space *filter.Path) (Op, error) {
	in, ok := item.(map[string]any)
	if !ok {
		return Op{}, fault.New(fault.Malformed, scim.InvalidSyntax, "Operation %d is not an object.", number)
	}
	kind, err := decodeKind(number, in)
	if err != nil {
		return Op{}, err
	}
	path, err := decodePath(number, in, space)
	if err != nil {
		return Op{}, err
	}
	value, present := member(in, "value")
	op := Op{Kind: kind, Path: path, Value: value, HasValue: value != nil}
	return op, complete(number, op, present)
}

// complete checks that an operation has the members that its kind needs; present says whether there was a value member.
func complete(number int, op Op, present bool) error {
	switch {
	case op.Kind == Remove && op.Path == nil:
		return fault.New(fault.Invalid, scim.NoTarget, "Operation %d removes nothing: give the path of what shall go.", number)
	case op.Kind != Remove && !present:
		return fault.New(fault.Invalid, scim.InvalidValue, "Operation %d has no value; to clear an attribute, send null or remove it.", number)
	}
	return nil
}

func decodeKind(number int, in map[string]any) (Kind, error) {
	value, _ := member(in, "op")
	name, _ := value.(string)
	switch {
	case strings.EqualFold(name, "add"):
		return Add, nil
	case strings.EqualFold(name, "replace"):
		return Replace, nil
	case strings.EqualFold(name, "remove"):
		return Remove, nil
	}
	return 0, fault.New(fault.Malformed, scim.InvalidSyntax, "Operation %d needs an op of add, replace or remove.", number)
}

func decodePath(number int, in map[string]any, space *filter.Path) (*filter.Path, error) {
	value, _ := member(in, "path")
	if value == nil || value == "" {
		return nil, nil
	}
	text, ok := value.(string)
	if !ok {
		return nil, fault.New(fault.Malformed, scim.InvalidPath, "The path of operation %d is not a string.", number)
	}
	path, err := filter.ParsePath(text)
	if err != nil {
		return nil, fault.As(err).At(fmt.Sprintf("Operations[%d].path", number-1), "cannot be read")
	}
	*space = path
	return space, nil
}

// member finds a member of a message whatever the case of its name. Of several spellings the exact one counts, else the first
// of the alphabet.
func member(in map[string]any, name string) (any, bool) {
	if v, ok := in[name]; ok {
		return v, true
	}
	found := ""
	for key := range in {
		if strings.EqualFold(key, name) && (found == "" || key < found) {
			found = key
		}
	}
	return in[found], found != ""
}
