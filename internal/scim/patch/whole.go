package patch

import (
	"strings"

	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// whole does a path-less add or replace: every member of the value is an operation of its own (RFC 7644 section 3.5.2.1). Its keys may be
// names, dotted names, names with a URN (scimapi/testdata/entra/users-current.json), paths with a filter, or the URN of an extension. Unknown and
// readOnly ones are ignored, as clients repeat schemas, id, meta and groups there (scimapi/testdata/authentik/sync.json).
func (e *editor) whole(op Op) error {
	in, ok := op.Value.(map[string]any)
	if !ok {
		return invalid("an operation without path", "must be an object of attributes")
	}
	for _, key := range sortedKeys(in) {
		part := Op{Kind: op.Kind, Value: in[key], HasValue: in[key] != nil}
		if err := e.key(key, part); err != nil {
			return err
		}
	}
	return nil
}

// key does the operation that one key of a path-less value is, or nothing when the key is of no account.
func (e *editor) key(key string, op Op) error {
	t, ok := e.locateKey(key)
	if !ok || t.ref.Attr.Mutability == schema.ReadOnly || t.ref.Leaf().Mutability == schema.ReadOnly {
		return nil
	}
	if err := e.terms.spend(t.expr); err != nil {
		return err
	}
	return e.at(t, op)
}

func (e *editor) locateKey(key string) (target, bool) {
	if ref, ok := e.rt.Resolve(key); ok {
		return target{ref: ref}, true
	}
	if !strings.Contains(key, "[") {
		return target{}, false
	}
	path, err := filter.ParsePath(key)
	if err != nil {
		return target{}, false
	}
	t, err := locate(e.rt, path)
	return t, err == nil
}

// extension does an operation on all of an extension; its value is an object of attributes, merged like the resource itself.
func (e *editor) extension(ref schema.Ref, op Op) error {
	if op.Kind == Remove || op.Kind == Replace && (op.Value == nil || op.Value == "") {
		return e.clear(ref)
	}
	if isBlank(op.Value) {
		return nil
	}
	in, ok := lone(op.Value).(map[string]any)
	if !ok {
		return invalid(ref.URN, "must be an object of attributes")
	}
	for _, key := range sortedKeys(in) {
		if err := e.key(ref.URN+":"+key, Op{Kind: op.Kind, Value: in[key], HasValue: in[key] != nil}); err != nil {
			return err
		}
	}
	return nil
}

// clear removes every attribute of an extension that may be removed. What the extension requires goes with it, where the resource can be without.
func (e *editor) clear(ref schema.Ref) error {
	for _, attr := range ref.Attr.Sub {
		part := schema.Ref{URN: ref.URN, Attr: attr}
		if e.get(part) == nil || attr.Mutability == schema.ReadOnly {
			continue
		}
		if err := e.put(part, nil); err != nil {
			return err
		}
	}
	return nil
}
