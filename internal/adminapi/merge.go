package adminapi

import (
	"encoding/json"
	"fmt"
)

// patched applies a JSON merge patch (RFC 7396) to a body as PUT would take it: null removes, objects merge, everything else replaces.
func patched[B any](current B, patch []byte) (B, error) {
	var result B
	before, err := json.Marshal(current)
	if err != nil {
		return result, fmt.Errorf("encode body: %w", err)
	}
	var target, change any
	if err := json.Unmarshal(before, &target); err != nil {
		return result, fmt.Errorf("decode body: %w", err)
	}
	if err := json.Unmarshal(patch, &change); err != nil {
		return result, fmt.Errorf("decode patch: %w", err)
	}
	after, err := json.Marshal(merge(target, change))
	if err != nil {
		return result, fmt.Errorf("encode body: %w", err)
	}
	if err := json.Unmarshal(after, &result); err != nil {
		return result, fmt.Errorf("decode body: %w", err)
	}
	return result, nil
}

func merge(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	result, ok := target.(map[string]any)
	if !ok {
		result = map[string]any{}
	}
	for name, change := range changes {
		if change == nil {
			delete(result, name)
			continue
		}
		result[name] = merge(result[name], change)
	}
	return result
}

// states reports whether a body has a member, be it null.
func states(body []byte, member string) bool {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return false
	}
	_, ok := members[member]
	return ok
}
