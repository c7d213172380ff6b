package cfn

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Pattern is a filter of an event source mapping, or of a rule of EventBridge: which records reach the function.
//
// Source: "Control which events Lambda sends to your function", rule syntax. Understood are equality, exists, prefix, suffix and anything-but.
type Pattern struct{ root any }

// ParsePattern reads a filter pattern.
func ParsePattern(text string) (Pattern, error) {
	var root any
	if err := json.Unmarshal([]byte(text), &root); err != nil {
		return Pattern{}, fmt.Errorf("filter pattern: %w", err)
	}
	if _, ok := root.(map[string]any); !ok {
		return Pattern{}, errors.New("filter pattern: it is no object")
	}
	return Pattern{root}, check(root)
}

// Matches reports whether a record, as json.Unmarshal gives it, passes the filter.
func (p Pattern) Matches(record any) bool { return matches(p.root, record) }

func check(pattern any) error {
	switch p := pattern.(type) {
	case map[string]any:
		for name, inner := range p {
			if err := check(inner); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return nil
	case []any:
		for _, alternative := range p {
			if err := checkAlternative(alternative); err != nil {
				return err
			}
		}
		return nil
	default:
		return errors.New("filter pattern: a value stands in a list")
	}
}

func checkAlternative(alternative any) error {
	switch a := alternative.(type) {
	case []any:
		return errors.New("filter pattern: a list in a list")
	case map[string]any:
		if len(a) != 1 {
			return errors.New("filter pattern: an operator stands alone")
		}
		for name, argument := range a {
			return checkOperator(name, argument)
		}
	}
	return nil
}

func checkOperator(name string, argument any) error {
	var fits bool
	switch name {
	case "exists":
		_, fits = argument.(bool)
	case "prefix", "suffix":
		_, fits = argument.(string)
	case "anything-but":
		_, object := argument.(map[string]any)
		fits = !object
	default:
		return fmt.Errorf("filter pattern: %q is an operator that this reader does not know", name)
	}
	if !fits {
		return fmt.Errorf("filter pattern: %q does not take that", name)
	}
	return nil
}

func matches(pattern, v any) bool {
	if p, ok := pattern.(map[string]any); ok {
		object, _ := v.(map[string]any)
		for name, inner := range p {
			if !matches(inner, object[name]) {
				return false
			}
		}
		return true
	}
	if several, ok := v.([]any); ok { // EventBridge: any of a list's values may fit
		return slices.ContainsFunc(several, func(one any) bool { return matches(pattern, one) })
	}
	list, _ := pattern.([]any)
	return slices.ContainsFunc(list, func(alternative any) bool { return fits(alternative, v) })
}

// fits compares with one alternative. A value that is not there fits only "exists": false.
func fits(alternative, v any) bool {
	operator, ok := alternative.(map[string]any)
	if !ok {
		return v != nil && alternative == v
	}
	text, isText := v.(string)
	for name, argument := range operator {
		switch name {
		case "exists":
			return argument == (v != nil)
		case "prefix":
			return isText && strings.HasPrefix(text, argument.(string))
		case "suffix":
			return isText && strings.HasSuffix(text, argument.(string))
		default: // anything-but
			list, isList := argument.([]any)
			if !isList {
				list = []any{argument}
			}
			return v != nil && !slices.Contains(list, v)
		}
	}
	return false
}
