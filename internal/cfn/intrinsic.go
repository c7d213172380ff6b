package cfn

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Pseudo are the values that pseudo parameters have here.
var Pseudo = map[string]string{
	"AWS::AccountId": "123456789012",
	"AWS::Partition": "aws",
	"AWS::Region":    "eu-central-1",
	"AWS::StackName": "usersync-test",
	"AWS::URLSuffix": "amazonaws.com",
}

// nothing is what AWS::NoValue gives: the property is not there.
type nothing struct{}

// resolver carries out the functions of one template.
type resolver struct {
	source     Value
	parameters map[string]string
}

// fill takes the parameters given, and defaults for the rest, and checks them as CloudFormation does.
func (r *resolver) fill(given map[string]string) error {
	declared := r.source.At("Parameters")
	for name := range given {
		if !declared.At(name).Exists() {
			return fmt.Errorf("parameter %s: the template has none of this name", name)
		}
	}
	for _, name := range declared.Keys() {
		value, ok := given[name]
		if !ok {
			if !declared.At(name, "Default").Exists() {
				return fmt.Errorf("parameter %s: no value is given and it has no default", name)
			}
			value = declared.At(name, "Default").Text()
		}
		if err := allowed(declared.At(name), value); err != nil {
			return fmt.Errorf("parameter %s: %w", name, err)
		}
		r.parameters[name] = value
	}
	return nil
}

func allowed(declared Value, value string) error {
	if values := declared.At("AllowedValues").Texts(); len(values) > 0 && !slices.Contains(values, value) {
		return fmt.Errorf("%q is none of %s", value, strings.Join(values, ", "))
	}
	if pattern := declared.At("AllowedPattern").Text(); pattern != "" {
		matcher, err := regexp.Compile("^(?:" + pattern + ")$")
		if err != nil {
			return fmt.Errorf("allowed pattern: %w", err)
		}
		if !matcher.MatchString(value) {
			return fmt.Errorf("%q does not match %s", value, pattern)
		}
	}
	return nil
}

// value carries out the functions in v, inner ones first.
func (r *resolver) value(v any) (any, error) {
	switch v := v.(type) {
	case map[string]any:
		for name, argument := range v {
			if len(v) == 1 && (name == "Ref" || strings.HasPrefix(name, "Fn::")) {
				return r.call(name, argument)
			}
		}
		return r.object(v)
	case []any:
		var list []any
		for _, item := range v {
			fresh, err := r.value(item)
			if err != nil {
				return nil, err
			}
			if fresh != (nothing{}) {
				list = append(list, fresh)
			}
		}
		return list, nil
	default:
		return v, nil
	}
}

func (r *resolver) object(m map[string]any) (any, error) {
	fresh := make(map[string]any, len(m))
	for name, inner := range m {
		v, err := r.value(inner)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if v != (nothing{}) {
			fresh[name] = v
		}
	}
	return fresh, nil
}

// call carries out one function.
func (r *resolver) call(name string, argument any) (any, error) {
	switch name {
	case "Ref":
		text, _ := argument.(string)
		if text == "AWS::NoValue" {
			return nothing{}, nil
		}
		return r.ref(text)
	case "Fn::GetAtt":
		return r.ref(strings.Join(Value{argument}.Texts(), "."))
	case "Fn::Sub":
		return r.sub(argument)
	case "Fn::Join":
		return r.join(Value{argument})
	case "Fn::If":
		return r.choose(Value{argument})
	default:
		return nil, fmt.Errorf("%s is a function that this reader does not know", name)
	}
}

// ref is what a name stands for: a parameter's value, a pseudo parameter's, or a resource, which stays as "${name}".
func (r *resolver) ref(name string) (string, error) {
	if value, ok := r.parameters[name]; ok {
		return value, nil
	}
	if value, ok := Pseudo[name]; ok {
		return value, nil
	}
	id, _, _ := strings.Cut(name, ".")
	resource := r.source.At("Resources", id)
	if !resource.Exists() {
		return "", fmt.Errorf("%q is neither a parameter nor a resource", name)
	}
	holds, err := r.holds(resource.At("Condition"))
	if err == nil && !holds {
		err = fmt.Errorf("%q is not there under these parameters", name)
	}
	return "${" + name + "}", err
}

var placeholder = regexp.MustCompile(`\$\{[^}]*\}`)

// sub fills in names in text; the form of a list brings names of its own.
func (r *resolver) sub(argument any) (any, error) {
	text, ok := argument.(string)
	var own Value
	if !ok {
		v, err := r.value(Value{argument}.At("1").Raw())
		if err != nil {
			return nil, err
		}
		text, own = Value{argument}.At("0").Text(), Value{v}
	}
	var failed error
	text = placeholder.ReplaceAllStringFunc(text, func(found string) string {
		name := found[2 : len(found)-1]
		if literal, ok := strings.CutPrefix(name, "!"); ok {
			return "${" + literal + "}"
		}
		if v := own.At(name); v.Exists() {
			return v.Text()
		}
		value, err := r.ref(name)
		failed = errors.Join(failed, err)
		return value
	})
	return text, failed
}

func (r *resolver) join(argument Value) (any, error) {
	list, err := r.value(argument.At("1").Raw())
	if err != nil {
		return nil, err
	}
	return strings.Join(Value{list}.Texts(), argument.At("0").Text()), nil
}

func (r *resolver) choose(argument Value) (any, error) {
	holds, err := r.holds(argument.At("0"))
	if err != nil {
		return nil, err
	}
	branch := "2"
	if holds {
		branch = "1"
	}
	return r.value(argument.At(branch).Raw())
}

// holds reports whether a named condition holds; nothing always does.
func (r *resolver) holds(name Value) (bool, error) {
	if !name.Exists() {
		return true, nil
	}
	condition := r.source.At("Conditions", name.Text())
	if !condition.Exists() {
		return false, fmt.Errorf("condition %q is not defined", name.Text())
	}
	return r.judge(condition)
}

func (r *resolver) judge(condition Value) (bool, error) {
	keys := condition.Keys()
	if len(keys) != 1 {
		return false, errors.New("a condition is one function")
	}
	argument := condition.At(keys[0])
	switch keys[0] {
	case "Condition":
		return r.holds(argument)
	case "Fn::Equals":
		return r.equal(argument)
	case "Fn::Not":
		holds, err := r.judge(argument.At("0"))
		return !holds, err
	case "Fn::And":
		return r.count(argument, func(held, of int) bool { return held == of })
	case "Fn::Or":
		return r.count(argument, func(held, _ int) bool { return held > 0 })
	default:
		return false, fmt.Errorf("%s is a condition that this reader does not know", keys[0])
	}
}

func (r *resolver) equal(argument Value) (bool, error) {
	a, err := r.value(argument.At("0").Raw())
	if err != nil {
		return false, err
	}
	b, err := r.value(argument.At("1").Raw())
	return Value{a}.Text() == Value{b}.Text(), err
}

func (r *resolver) count(argument Value, enough func(held, of int) bool) (bool, error) {
	held := 0
	for _, condition := range argument.List() {
		holds, err := r.judge(condition)
		if err != nil {
			return false, err
		}
		if holds {
			held++
		}
	}
	return enough(held, len(argument.List())), nil
}
