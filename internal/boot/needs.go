package boot

import (
	"usersync/internal/job"
	"usersync/internal/table"
)

// Needs is what one function reads of its environment, beside what every function reads: region, credentials and log level.
type Needs struct {
	Name     string // of the function
	Tables   []table.Name
	Queues   []job.Queue
	URL      bool // where identity providers reach the product
	Mail     bool
	Operator bool // lets the deployment's operator in
	IndexLag bool
}

// SCIM answers identity providers.
func SCIM() Needs {
	return Needs{Name: "scim", Tables: []table.Name{table.Core, table.Work}, URL: true}
}

// Admin answers the admin API.
func Admin() Needs {
	return Needs{Name: "admin", Tables: []table.Name{table.Core, table.Work, table.Audit}, URL: true, Operator: true}
}

// Relay turns changes of the core table into messages.
func Relay() Needs {
	return Needs{Name: "relay", Tables: []table.Name{table.Core}, Queues: []job.Queue{job.Hot, job.Bulk, job.Mail}}
}

// Resolver works off the queues hot and bulk; what it finds in a run it sends to them again.
func Resolver() Needs {
	return Needs{Name: "resolver", Tables: []table.Name{table.Core, table.Work, table.Audit}, Queues: []job.Queue{job.Hot, job.Bulk}, IndexLag: true}
}

// Mailer works off the queue mail.
func Mailer() Needs {
	return Needs{Name: "mailer", Tables: []table.Name{table.Core}, Queues: []job.Queue{job.Mail}, Mail: true}
}

// MailEvents works off what the mail service says became of mails. It knows the queue to give reports back to it.
func MailEvents() Needs {
	return Needs{Name: "mailevents", Tables: []table.Name{table.Core}, Queues: []job.Queue{job.Reports}}
}

// Tick sweeps, seals what is on record, and starts syncs that are due.
func Tick() Needs {
	return Needs{Name: "tick", Tables: []table.Name{table.Core, table.Audit}, Queues: []job.Queue{job.Hot, job.Bulk, job.Mail}, IndexLag: true}
}

// tableVariables and queueVariables name the settings of tables and queues.
var (
	tableVariables = map[table.Name]string{table.Core: "USERSYNC_TABLE_CORE", table.Work: "USERSYNC_TABLE_WORK", table.Audit: "USERSYNC_TABLE_AUDIT"}
	queueVariables = map[job.Queue]string{job.Hot: "USERSYNC_QUEUE_HOT", job.Bulk: "USERSYNC_QUEUE_BULK", job.Mail: "USERSYNC_QUEUE_MAIL", job.Reports: "USERSYNC_QUEUE_REPORTS"}
)

// operatorVariable is the setting that says which operator key opens the deployment, by its hash.
const operatorVariable = "USERSYNC_OPERATOR_KEY_HASH"

// Variables lists the settings without which the function does not start, but for those that Lambda itself gives.
func (n Needs) Variables() []string {
	var names []string
	for _, t := range n.Tables {
		names = append(names, tableVariables[t])
	}
	for _, q := range n.Queues {
		names = append(names, queueVariables[q])
	}
	if n.URL {
		names = append(names, "USERSYNC_URL")
	}
	if n.Mail {
		names = append(names, "USERSYNC_MAIL_FROM", "USERSYNC_MAIL_CONFIGURATION_SET", "USERSYNC_MAIL_RATE", "USERSYNC_CONSOLE_URL")
	}
	if n.IndexLag {
		names = append(names, "USERSYNC_INDEX_LAG")
	}
	return append(names, "USERSYNC_LOG_LEVEL")
}

// Optional lists the settings that the function reads and that may be empty.
func (n Needs) Optional() []string {
	var names []string
	if n.Operator {
		names = append(names, operatorVariable)
	}
	if n.Mail {
		names = append(names, "USERSYNC_MAIL_REPLY_TO")
	}
	return names
}
