package scimapi

import (
	"net/http"
	"slices"
	"strings"

	"usersync/internal/directory"
	"usersync/internal/fault"
)

// tags reads the entity tags of If-Match or If-None-Match. star is true for "*". No header gives nothing.
func tags(h http.Header, name string) (versions []int64, star bool) {
	for _, line := range h.Values(name) {
		for tag := range strings.SplitSeq(line, ",") {
			tag = strings.TrimSpace(tag)
			switch tag {
			case "":
			case "*":
				star = true
			default:
				versions = append(versions, versionOf(tag))
			}
		}
	}
	return versions, star
}

// precondition is the version that an If-Match asks for; current reads the version of the resource, for a list of several and for an
// If-None-Match, which a write fails on when it names the version that there is (RFC 9110 section 13.1.2).
func (c *call) precondition(current func() (int64, error)) (directory.Precondition, error) {
	versions, star := tags(c.r.Header, "If-Match")
	if c.r.Header.Get("If-None-Match") != "" {
		now, err := current()
		if err != nil {
			return 0, err
		}
		if c.unchanged(now) {
			return 0, fault.New(fault.Stale, "version", "The resource is there, in a version that If-None-Match names. Read it again.")
		}
	}
	switch {
	case star || len(versions) == 0:
		return 0, nil
	case len(versions) == 1:
		return directory.Precondition(versions[0]), nil
	}
	now, err := current()
	if err != nil {
		return 0, err
	}
	if !slices.Contains(versions, now) {
		return 0, fault.New(fault.Stale, "version", "The resource has changed since those versions. Read it again.")
	}
	return directory.Precondition(now), nil
}

// unchanged reports whether an If-None-Match names the version, so that the client has it already (RFC 7644 section 3.14).
func (c *call) unchanged(version int64) bool {
	versions, star := tags(c.r.Header, "If-None-Match")
	return star || slices.Contains(versions, version)
}
