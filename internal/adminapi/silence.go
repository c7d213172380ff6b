package adminapi

import (
	"time"

	"usersync/internal/provision"
)

// SilenceView is a connection that was not heard of for longer than expected.
type SilenceView struct {
	Since    Moment `json:"since" doc:"When it was last heard of."`
	Expected int    `json:"expectedSeconds" doc:"How long a silence is expected at most: twice the longest pause of the last 14 days on which it was heard of, from two hours to 14 days; three days while it was heard of on fewer than seven days."`
	Usual    *int   `json:"usualSeconds" doc:"The longest of these pauses, each counted for what was expected then at most. Null: it was heard of on fewer than seven days."`
}

func silenceView(c provision.Connection, now time.Time) *SilenceView {
	if !c.Silent(now) {
		return nil
	}
	view := &SilenceView{Since: Moment(c.LastActivity), Expected: int(c.Rhythm.Expected().Seconds())}
	if usual := c.Rhythm.Usual(); usual > 0 {
		view.Usual = new(int(usual.Seconds()))
	}
	return view
}
