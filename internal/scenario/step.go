package scenario

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"
)

// step is one thing that somebody does, or what is expected then. Exactly one member but note, refused, at once and by is there.
type step struct {
	Note    string `yaml:"note"`
	Refused string `yaml:"refused"` // "409 plan_stale": the step is expected to be refused so
	AtOnce  bool   `yaml:"at once"` // the next step comes before the product gets to this one
	By      string `yaml:"by"`      // another admin than the first

	Push         people            `yaml:"push"`
	PushGroups   list              `yaml:"push groups"`
	Join         map[string]list   `yaml:"join"`
	Leave        map[string]list   `yaml:"leave"`
	Members      map[string]list   `yaml:"members"`
	Deactivate   list              `yaml:"deactivate"`
	Activate     list              `yaml:"activate"`
	Delete       list              `yaml:"delete"`
	DeleteGroups list              `yaml:"delete groups"`
	RenameGroup  map[string]string `yaml:"rename group"`

	Product       object   `yaml:"product"`
	RemoveProduct string   `yaml:"remove product"`
	Rule          object   `yaml:"rule"`
	RemoveRule    string   `yaml:"remove rule"`
	Order         list     `yaml:"order"`
	Plan          *newPlan `yaml:"plan"`
	Approve       string   `yaml:"approve"`
	Apply         string   `yaml:"apply"`
	GoLive        bool     `yaml:"go live"`
	ApproveHold   *word    `yaml:"approve hold"`
	RejectHold    *word    `yaml:"reject hold"`

	Give     object            `yaml:"give"`
	Deny     object            `yaml:"deny"`
	TakeBack map[string]string `yaml:"take back"`
	Suspend  list              `yaml:"suspend"`
	Restore  list              `yaml:"restore"`
	Erase    list              `yaml:"erase"`
	Pin      list              `yaml:"pin"`
	Unpin    list              `yaml:"unpin"`
	Language map[string]string `yaml:"language"`

	Sync     string        `yaml:"sync"`
	Mail     string        `yaml:"mail"`
	Settings object        `yaml:"settings"`
	FullSync bool          `yaml:"full sync"`
	Retry    string        `yaml:"retry"`
	Wait     time.Duration `yaml:"wait"`
	Crash    bool          `yaml:"crash"`
	NewAdmin string        `yaml:"new admin"`
	Request  *request      `yaml:"request"`
	Expect   *expectation  `yaml:"expect"`
}

// people are users as a provider pushes them: names, or names with attributes. The order is that of the story.
type people []personBody

type personBody struct {
	name       string
	attributes object
}

// UnmarshalYAML reads a name, a list of names, or a mapping from names to attributes.
func (p *people) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		var all list
		err := node.Decode(&all)
		for _, name := range all {
			*p = append(*p, personBody{name: name})
		}
		return err
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		body := personBody{name: node.Content[i].Value}
		if err := node.Content[i+1].Decode(&body.attributes); err != nil {
			return err
		}
		*p = append(*p, body)
	}
	return nil
}

// verb is a member of a step with what it does.
type verb struct {
	name  string
	there bool
	do    func() error
}

var errOneThing = errors.New("a step does exactly one thing")

// act does the one thing that the step says.
func (p *player) act(s step) error {
	verbs := slices.Concat(p.providerVerbs(s), p.ruleVerbs(s), p.handVerbs(s), p.syncVerbs(s))
	verbs = slices.DeleteFunc(verbs, func(v verb) bool { return !v.there })
	if len(verbs) != 1 {
		return errOneThing
	}
	if err := verbs[0].do(); err != nil {
		return fmt.Errorf("%s: %w", verbs[0].name, err)
	}
	return nil
}

// each does something to every member of a list, until one fails.
func each(all list, do func(name string) error) func() error {
	return func() error {
		for _, name := range all {
			if err := do(name); err != nil {
				return err
			}
		}
		return nil
	}
}

// eachOf does something to every list of a mapping, by name.
func eachOf[V any](all map[string]V, do func(name string, v V) error) func() error {
	return func() error {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			if err := do(name, all[name]); err != nil {
				return err
			}
		}
		return nil
	}
}
