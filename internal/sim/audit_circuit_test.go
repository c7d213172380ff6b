package sim

import (
	"time"

	"usersync/internal/table"
)

// circuitPartition is where the circuit of mails is kept.
const circuitPartition = "CIRCUITS"

// sight is what a process knows of the circuit while it works on one message, and what it has done.
type sight struct {
	closed  bool // it has read that mails go out
	probes  bool // it has taken the one probe
	claimed bool
}

// circuitRead notes who has read the circuit, and how it stood.
func (m *mailAudit) circuitRead() { m.saw[m.acting] = sight{closed: !m.open} }

// seeClaim checks that no mail is claimed while the circuit is open, but the one probe, and those whose process had read before that mails go out.
func (m *mailAudit) seeClaim(intent string) {
	s := m.saw[m.acting]
	if m.open && !s.closed && !s.probes {
		m.wrong("the mail %s is claimed while the service takes none", intent)
	}
	if m.open && s.probes {
		m.deeds["mail tried while the service took none"]++
	}
	m.saw[m.acting] = sight{claimed: true}
}

// seeCircuit checks that a probe does not come before its time, and that the circuit closes behind a mail only.
func (m *mailAudit) seeCircuit(c table.Change) {
	was, next := m.open, m.next
	m.open, m.next = c.New != nil, time.Time{}
	s := m.saw[m.acting]
	if m.open {
		at, err := time.Parse(time.RFC3339Nano, c.New["next"].Str())
		if err != nil {
			m.wrong("the circuit has no next try: %v", err)
		}
		m.next = at
	}
	switch {
	case !was:
		m.deeds["circuit opened: "+c.New["why"].Str()]++
	case !m.open && !s.claimed:
		m.wrong("the circuit closed behind no mail")
	case !m.open:
		m.deeds["circuit closed"]++
	case s.claimed:
		m.deeds["circuit stayed open behind a probe"]++
	default:
		if m.clock.Before(next.Add(-2 * maxSkew)) {
			m.wrong("a probe comes %s before its time", next.Sub(m.clock))
		}
		m.saw[m.acting] = sight{probes: true}
	}
}
