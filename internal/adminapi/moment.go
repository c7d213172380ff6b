package adminapi

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Moment is a time as it is shown: RFC 3339 in UTC with milliseconds, so that the order of the text is the order of time.
type Moment time.Time

// MarshalJSON writes the time.
func (m Moment) MarshalJSON() ([]byte, error) { return json.Marshal(m.String()) }

// String is the time as it is shown.
func (m Moment) String() string { return time.Time(m).UTC().Format("2006-01-02T15:04:05.000Z") }

// UnmarshalJSON reads a time that was shown before.
func (m *Moment) UnmarshalJSON(text []byte) error { return (*time.Time)(m).UnmarshalJSON(text) }

// Schema describes the time in the OpenAPI document.
func (Moment) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time"}
}

// momentOrNull is a Moment that reads null when there is none.
func momentOrNull(t time.Time) *Moment {
	if t.IsZero() {
		return nil
	}
	m := Moment(t)
	return &m
}
