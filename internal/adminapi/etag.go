package adminapi

import (
	"strconv"
	"strings"
)

// Precondition is a version that the caller has seen.
type Precondition struct {
	IfMatch string `header:"If-Match" doc:"The ETag of what you have seen; the request changes nothing when that is not current any more."`
}

// never is a version that nothing has.
const never = -1

// version reads If-Match: 0 when there is none or it is *, never when it is no ETag of ours.
func (m Precondition) version() int64 {
	text := strings.TrimSpace(m.IfMatch)
	if text == "" || text == "*" {
		return 0
	}
	text = strings.Trim(strings.TrimPrefix(text, "W/"), `"`)
	version, err := strconv.ParseInt(text, 10, 64)
	if err != nil || version <= 0 {
		return never
	}
	return version
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }
