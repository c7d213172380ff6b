package cfn

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Template is a template for one set of parameters: conditions decided, functions carried out.
//
// What only exists once it is deployed is text between braces: "${Core}" is what Ref of the resource Core gives, "${Core.Arn}" its attribute. Pseudo parameters have the
// values of Pseudo.
type Template struct {
	Parameters map[string]string
	Outputs    map[string]Value
	resources  map[string]*Resource
}

// Resource is a resource whose condition holds.
type Resource struct {
	ID         string // its name in the template
	Type       string // "AWS::SQS::Queue"
	Properties Value
	Metadata   Value

	DeletionPolicy      string
	UpdateReplacePolicy string
}

// At is a property of the resource; nothing when there is no resource.
func (r *Resource) At(path ...string) Value {
	if r == nil {
		return Value{}
	}
	return r.Properties.At(path...)
}

// Ref is what other resources write to name the resource, and Arn to name its ARN.
func (r *Resource) Ref() string { return "${" + r.ID + "}" }

// Arn is the resource's attribute Arn.
func (r *Resource) Arn() string { return "${" + r.ID + ".Arn}" }

// Resource finds a resource by its name in the template; nil when there is none or its condition does not hold.
func (t *Template) Resource(id string) *Resource { return t.resources[id] }

// OfType lists the resources of a type, in order of their names.
func (t *Template) OfType(kind string) []*Resource {
	var found []*Resource
	for _, r := range t.resources {
		if r.Type == kind {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *Resource) int { return cmp.Compare(a.ID, b.ID) })
	return found
}

// Named finds the resource that "${ID}" or "${ID.Attribute}" speaks of; nil when it speaks of none.
func (t *Template) Named(reference string) *Resource {
	inner, ok := strings.CutPrefix(reference, "${")
	if !ok || !strings.HasSuffix(inner, "}") {
		return nil
	}
	id, _, _ := strings.Cut(strings.TrimSuffix(inner, "}"), ".")
	return t.resources[id]
}

// Function is a Lambda function with what Globals say merged in.
type Function struct{ *Resource }

// Event is what sets a function going.
type Event struct {
	ID         string
	Type       string // "SQS", "DynamoDB", "Api", "HttpApi", "ScheduleV2"
	Properties Value
}

// Functions lists the functions in order of their names.
func (t *Template) Functions() []Function {
	var functions []Function
	for _, r := range t.OfType("AWS::Serverless::Function") {
		functions = append(functions, Function{r})
	}
	return functions
}

// Folder is the function's folder under functions/: its name in lower case.
func (f Function) Folder() string { return strings.ToLower(f.ID) }

// Environment is the function's variables.
func (f Function) Environment() map[string]string {
	variables := map[string]string{}
	v := f.At("Environment", "Variables")
	for _, name := range v.Keys() {
		variables[name] = v.At(name).Text()
	}
	return variables
}

// Events lists what sets the function going, in order of names.
func (f Function) Events() []Event {
	var events []Event
	v := f.At("Events")
	for _, id := range v.Keys() {
		events = append(events, Event{ID: id, Type: v.At(id, "Type").Text(), Properties: v.At(id, "Properties")})
	}
	return events
}

// Resolve carries the template out for parameters; those not given have their default.
func (s *Source) Resolve(parameters map[string]string) (*Template, error) {
	r := &resolver{source: s.At(), parameters: map[string]string{}}
	if err := r.fill(parameters); err != nil {
		return nil, err
	}
	t := &Template{Parameters: r.parameters, Outputs: map[string]Value{}, resources: map[string]*Resource{}}
	for _, id := range s.At("Resources").Keys() {
		holds, err := r.holds(s.At("Resources", id, "Condition"))
		if err != nil {
			return nil, fmt.Errorf("resource %s: %w", id, err)
		}
		if !holds {
			continue
		}
		if t.resources[id], err = r.resource(id); err != nil {
			return nil, fmt.Errorf("resource %s: %w", id, err)
		}
	}
	return t, r.outputs(t)
}

func (r *resolver) resource(id string) (*Resource, error) {
	written := r.source.At("Resources", id)
	kind := written.At("Type").Text()
	properties := written.At("Properties").Raw()
	if globals := r.source.At("Globals", strings.TrimPrefix(kind, "AWS::Serverless::")); strings.HasPrefix(kind, "AWS::Serverless::") && globals.Exists() {
		properties = merged(globals.Raw(), properties)
	}
	v, err := r.value(properties)
	if err != nil {
		return nil, err
	}
	return &Resource{
		ID: id, Type: kind, Properties: Value{v}, Metadata: written.At("Metadata"),
		DeletionPolicy: written.At("DeletionPolicy").Text(), UpdateReplacePolicy: written.At("UpdateReplacePolicy").Text(),
	}, nil
}

func (r *resolver) outputs(t *Template) error {
	for _, name := range r.source.At("Outputs").Keys() {
		holds, err := r.holds(r.source.At("Outputs", name, "Condition"))
		if err != nil {
			return fmt.Errorf("output %s: %w", name, err)
		}
		if !holds {
			continue
		}
		v, err := r.value(r.source.At("Outputs", name, "Value").Raw())
		if err != nil {
			return fmt.Errorf("output %s: %w", name, err)
		}
		t.Outputs[name] = Value{v}
	}
	return nil
}

// merged is what SAM makes of Globals: objects are merged, lists joined, anything else is the resource's own.
func merged(global, own any) any {
	switch g := global.(type) {
	case map[string]any:
		o, ok := own.(map[string]any)
		if !ok {
			return firstOf(own, global)
		}
		m := maps.Clone(g)
		for name, inner := range o {
			m[name] = merged(g[name], inner)
		}
		return m
	case []any:
		if o, ok := own.([]any); ok {
			return slices.Concat(g, o)
		}
	}
	return firstOf(own, global)
}

func firstOf(own, global any) any {
	if own == nil {
		return global
	}
	return own
}
