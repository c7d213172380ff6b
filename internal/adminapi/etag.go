package adminapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"usersync/internal/provision"
)

// Precondition is a version that the caller has seen.
type Precondition struct {
	IfMatch string `header:"If-Match" doc:"The ETag of what you have seen; the request changes nothing when that is not current any more."`
}

// never is a version that nothing has.
const never = -1

// version reads If-Match: 0 when there is none or it is *, never when it is no ETag of ours.
func (m Precondition) version() int64 {
	if !m.stated() {
		return 0
	}
	version, err := strconv.ParseInt(m.tag(), 10, 64)
	if err != nil || version <= 0 {
		return never
	}
	return version
}

// stated tells whether the caller names a version at all.
func (m Precondition) stated() bool {
	text := strings.TrimSpace(m.IfMatch)
	return text != "" && text != "*"
}

// tag is what stands between the quotation marks.
func (m Precondition) tag() string {
	return strings.Trim(strings.TrimPrefix(strings.TrimSpace(m.IfMatch), "W/"), `"`)
}

// names tells whether If-Match names an ETag.
func (m Precondition) names(etag string) bool { return m.tag() == strings.Trim(etag, `"`) }

// contentTag is the ETag of what has no version of its own: the same while it says the same.
func contentTag(view any) string {
	text, err := json.Marshal(view)
	if err != nil {
		panic("adminapi: a view that is no JSON: " + err.Error()) // views are plain values
	}
	sum := sha256.Sum256(text)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// templateTag is the newest version of a template, with the one that is used where that is another.
func templateTag(t provision.Template) string {
	if t.Live == t.Version {
		return `"` + strconv.FormatInt(t.Version, 10) + `"`
	}
	return `"` + strconv.FormatInt(t.Version, 10) + "." + strconv.FormatInt(t.Live, 10) + `"`
}

// template reads If-Match as templateTag writes it: nil when there is none, versions that no template has when it is no ETag of ours.
func (m Precondition) template() *provision.SeenTemplate {
	if !m.stated() {
		return nil
	}
	newest, used, two := strings.Cut(m.tag(), ".")
	version, err := strconv.ParseInt(newest, 10, 64)
	live := version
	if err == nil && two {
		live, err = strconv.ParseInt(used, 10, 64)
	}
	if err != nil {
		version, live = never, never
	}
	return &provision.SeenTemplate{Version: version, Live: live}
}
