package localcloud

import (
	"regexp"
	"strings"

	"usersync/internal/cfn"
)

// role is what a function may do.
type role []statement

type statement struct {
	actions, resources []string
	equal              map[string]string // condition key -> value
}

// readRole reads a role's own policies. Deny is unknown here, as are conditions other than StringEquals.
func (c *Cloud) readRole(r *cfn.Resource) role {
	var all role
	for _, policy := range r.At("Policies").List() {
		for _, s := range policy.At("PolicyDocument", "Statement").List() {
			if s.At("Effect").Text() != "Allow" {
				continue
			}
			one := statement{actions: s.At("Action").Texts(), resources: c.fillAll(s.At("Resource").Texts()), equal: map[string]string{}}
			conditions := s.At("Condition", "StringEquals")
			for _, key := range conditions.Keys() {
				one.equal[key] = c.fill(conditions.At(key).Text())
			}
			all = append(all, one)
		}
	}
	return all
}

// may reports whether an action on a resource is allowed, in a context of condition keys.
func (r role) may(action, resource string, context map[string]string) bool {
	for _, s := range r {
		if matchesAny(s.actions, action) && matchesAny(s.resources, resource) && s.holds(context) {
			return true
		}
	}
	return false
}

func (s statement) holds(context map[string]string) bool {
	for key, value := range s.equal {
		if context[key] != value {
			return false
		}
	}
	return true
}

func matchesAny(patterns []string, text string) bool {
	for _, p := range patterns {
		if ok, err := regexp.MatchString("^"+strings.ReplaceAll(regexp.QuoteMeta(p), `\*`, ".*")+"$", text); err == nil && ok {
			return true
		}
	}
	return false
}

// may asks for a function and remembers a refusal.
func (c *Cloud) may(function, action, resource string, context map[string]string) bool {
	if c.roles[function].may(action, resource, context) {
		return true
	}
	c.refuse(function, action, resource)
	return false
}
