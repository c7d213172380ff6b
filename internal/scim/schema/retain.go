package schema

import (
	"maps"
	"reflect"

	"usersync/internal/scim"
)

// Retain is the resource to be stored after a change: after, which was made of Visible(stored) or in its place, with what is hidden of stored. A
// hidden value gives way to one that the change sets in its place. It is after itself when nothing is hidden.
func (rt *ResourceType) Retain(stored, after scim.Object) scim.Object {
	out := after
	for name, v := range stored {
		kept := after[name]
		if a, checked := rt.stored(name); checked {
			kept = retained(a, v, kept)
		}
		if kept == nil || after[name] != nil && isWhole(after[name], kept) {
			continue
		}
		if isSame(out, after) {
			out = clone(after)
		}
		out[name] = kept
	}
	return out
}

func clone(o scim.Object) scim.Object {
	if o == nil {
		return scim.Object{}
	}
	return maps.Clone(o)
}

// retained is the new value of an attribute with what is hidden of the old one; a is nil for an attribute that the type does not have.
func retained(a *Attribute, old, now any) any {
	if a == nil {
		return old
	}
	visible := seen(a, old)
	if visible != nil && isWhole(old, visible) {
		return now
	}
	switch old := old.(type) {
	case scim.Object:
		return retainedObject(a, old, now)
	case []any:
		return retainedList(a, old, now)
	}
	if now == nil {
		return old
	}
	return now
}

func retainedObject(a *Attribute, old scim.Object, now any) any {
	o, isObject := now.(scim.Object)
	switch {
	case now == nil && (a.Multi || a.Type != Complex):
		return old
	case now != nil && !isObject:
		return now
	}
	out := clone(o)
	for name, v := range old {
		kept := v
		if sub := a.exactly(name); sub != nil {
			kept = retained(sub, v, o[name])
		}
		assign(out, name, kept)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// retainedList gives back to the elements that were left as they are what is hidden of them. A list that was taken away keeps what was hidden whole.
func retainedList(a *Attribute, old []any, now any) any {
	list, ok := now.([]any)
	switch {
	case now != nil && !ok:
		return now
	case now == nil && a.Multi:
		return hiddenElements(a, old)
	case now == nil:
		return old
	}
	out := make([]any, len(list))
	for i, element := range list {
		out[i] = element
		for _, v := range old {
			if reflect.DeepEqual(seenOne(a, v), element) {
				out[i] = v
				break
			}
		}
	}
	if hidden, ok := hiddenElements(a, old).([]any); ok && a.Multi {
		out = append(out, hidden...)
	}
	return out
}

// hiddenElements are those elements of which nothing is seen; nil when there are none.
func hiddenElements(a *Attribute, old []any) any {
	var hidden []any
	for _, v := range old {
		if seenOne(a, v) == nil {
			hidden = append(hidden, v)
		}
	}
	if hidden == nil {
		return nil
	}
	return hidden
}
