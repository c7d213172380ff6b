package provision

import (
	"time"

	"usersync/internal/access"
)

// ExpirySoon is how long before its end a credential begins to be shown as expiring.
const ExpirySoon = 30 * day

// expirySteps are the days before the end of a credential at which its account is told, the last one first.
var expirySteps = []int{1, 7, 14, 30}

// Nearness is how near a credential is to its end.
type Nearness string

// How near it is.
const (
	Fine     Nearness = "ok"
	Expiring Nearness = "expiring" // within ExpirySoon
	Expired  Nearness = "expired"
)

// NearnessOf says how near an end is; zero is no end.
func NearnessOf(expires, now time.Time) Nearness {
	switch left := expires.Sub(now); {
	case expires.IsZero() || left > ExpirySoon:
		return Fine
	case left > 0:
		return Expiring
	default:
		return Expired
	}
}

// DaysLeft is how many days there are until an end, one that has begun among them; 0 when it is over.
func DaysLeft(expires, now time.Time) int {
	return int(max(0, (expires.Sub(now)+day-1)/day))
}

// Expiry is a credential of a connection that has an end: a SCIM token, or a secret of an OAuth 2 client.
type Expiry struct {
	Kind       access.Kind // SCIMToken or SecretOfClient
	ID         string
	Client     string // the client's id; of a secret only
	Connection string
	Name       string // of the token or the client
	Created    time.Time
	Expires    time.Time
	Told       int // at how many days before the end its account was told last; 0: never
}

// step is at how many days before the end its account is to be told now. One that was made for less time needs nobody to be told how little that was.
func (e Expiry) step(now time.Time) (days int, due bool) {
	left := e.Expires.Sub(now)
	if left <= 0 {
		return 0, false
	}
	for _, days := range expirySteps {
		if span := time.Duration(days) * day; left <= span && e.Expires.Sub(e.Created) > span {
			return days, e.Told == 0 || days < e.Told
		}
	}
	return 0, false
}

// expiriesOf are the credentials among those of connections that have an end.
func expiriesOf(tokens []access.Credential, clients []access.Client) (list []Expiry) {
	for _, c := range tokens {
		if !c.Expires.IsZero() {
			list = append(list, Expiry{Kind: c.Kind, ID: c.ID, Connection: c.Connection, Name: c.Name, Created: c.Created, Expires: c.Expires, Told: c.Told})
		}
	}
	for _, client := range clients {
		for _, c := range client.Secrets {
			list = append(list, Expiry{
				Kind: access.SecretOfClient, ID: c.ID, Client: client.ID, Connection: client.Connection, Name: client.Name,
				Created: c.Created, Expires: c.Expires, Told: c.Told,
			})
		}
	}
	return list
}
