package adminapi

import (
	"usersync/internal/access"
	"usersync/internal/provision"
)

// install registers the whole surface below /api/v1: who may call it (read, write, owner; the operator), where, and what it does. The console and the command line call
// all of it; products call /users.
func (s *server) install() {
	s.installSession()
	s.installAccounts()
	s.installAccount()
	s.installConnections()
	s.installExtensions()
	s.installCatalogue()
	s.installRules()
	s.installPlans()
	s.installHolds()
	s.installSync()
	s.installUsers()
}

func (s *server) installSession() {
	anybody(s, operation{"POST /session", "signIn", "Sign a browser in with an admin key or a one-time code: the answer sets a cookie, which stands for the key", 0}, s.signIn)
	read(s, operation{"GET /session", "getSession", "Say who is signed in, or whose key it is", 0}, s.getSession)
	owner(s, operation{"POST /session/codes", "createSessionCode", "Make a one-time code that signs a browser in with every scope, where the product is one process; it is shown once", created}, s.createSessionCode)
	anybody(s, operation{"DELETE /session", "signOut", "Sign a browser out: the answer takes the cookie away, and a key that was made for a one-time code ends", 0}, s.signOut)
}

func (s *server) installAccounts() {
	operator(s, operation{"POST /accounts", "createAccount", "Make an account with one connection; its first credentials are shown once, and sync is off", created}, s.createAccount)
	operator(s, operation{"GET /accounts", "listAccounts", "List the accounts of the deployment", 0}, s.listAccounts)
	operator(s, operation{"GET /accounts/{id}", "readAccount", "Read an account of the deployment", 0}, s.readAccount)
}

func (s *server) installAccount() {
	read(s, operation{"GET /account", "getAccount", "Read the account", 0}, s.getAccount)
	write(s, operation{"PATCH /account", "patchAccount", "Change the account", 0}, s.patchAccount)
	read(s, operation{"GET /account/settings", "getSettings", "Read the settings", 0}, s.getSettings)
	write(s, operation{"PATCH /account/settings", "patchSettings", "Change settings", 0}, s.patchSettings)
	readTable(s, operation{"GET /audit", "listAudit", "List what admins did, newest first, as JSON or CSV: so far, adoptions, erasures and welcome mails that were sent once more. A page may hold fewer than asked for; only an answer without next is the end", 0}, auditColumns, s.listAudit)
	read(s, operation{"GET /audit/verify", "verifyAudit", "Hold what is on record against its seals, from the first record on, and name the first seal of which something was changed, dropped or added. While the state is unfinished, go on with next", 0}, s.verifyAudit)
	owner(s, operation{"GET /keys", "listKeys", "List admin keys, without their secrets", 0}, s.listKeys)
	owner(s, operation{"POST /keys", "createKey", "Make an admin key; it is shown once", created}, s.createKey)
	owner(s, operation{"DELETE /keys/{id}", "deleteKey", "Revoke an admin key at once", 0}, s.deleteKey)
}

func (s *server) installConnections() {
	read(s, operation{"GET /connections", "listConnections", "List the identity providers joined to the account", 0}, s.listConnections)
	write(s, operation{"POST /connections", "createConnection", "Join another identity provider", created}, s.createConnection)
	read(s, operation{"GET /connections/{id}", "getConnection", "Read a connection", 0}, s.getConnection)
	write(s, operation{"PATCH /connections/{id}", "patchConnection", "Change a connection or its settings, pause or resume it", 0}, s.patchConnection)
	write(s, operation{"DELETE /connections/{id}", "deleteConnection", "Delete a connection that owns nothing, with its tokens and clients", 0}, s.deleteConnection)
	read(s, operation{"GET /connections/{id}/requests", "listRequests", "List the last SCIM requests of a connection, newest first, or wait for newer ones", 0}, s.listRequests)
	owner(s, operation{"GET /connections/{id}/tokens", "listTokens", "List a connection's SCIM tokens, without their secrets", 0}, s.listTokens)
	owner(s, operation{"POST /connections/{id}/tokens", "createToken", "Make a SCIM token; it is shown once, and two live at most", created}, s.createToken)
	owner(s, operation{"DELETE /connections/{id}/tokens/{token}", "deleteToken", "Revoke a SCIM token at once", 0}, s.deleteToken)
	owner(s, operation{"GET /connections/{id}/clients", "listClients", "List a connection's OAuth 2 clients, without their secrets", 0}, s.listClients)
	owner(s, operation{"POST /connections/{id}/clients", "createClient", "Make an OAuth 2 client; its secret is shown once", created}, s.createClient)
	owner(s, operation{"GET /connections/{id}/clients/{client}", "getClient", "Read an OAuth 2 client, without its secrets", 0}, s.getClient)
	owner(s, operation{"DELETE /connections/{id}/clients/{client}", "deleteClient", "Delete an OAuth 2 client; its access tokens end at once", 0}, s.deleteClient)
	owner(s, operation{"POST /connections/{id}/clients/{client}/secrets", "createSecret", "Make another secret of a client; it is shown once, and three live at most", created}, s.createSecret)
	owner(s, operation{"DELETE /connections/{id}/clients/{client}/secrets/{secret}", "deleteSecret", "End a secret of a client, and the access tokens given for it, at once", 0}, s.deleteSecret)
	owner(s, operation{"PUT /connections/{id}/clients/{client}/jwks", "putKeys", "Put the keys that a client signs with in the place of those it has", 0}, s.putJWKS)
}

func (s *server) installExtensions() {
	read(s, operation{"GET /schema-extensions", "listSchemaExtensions", "List the account's own extensions of the SCIM schemas", 0}, s.listExtensions)
	write(s, operation{"POST /schema-extensions", "createSchemaExtension", "Extend the schema of users or groups", created}, s.createExtension)
	read(s, operation{"GET /schema-extensions/{id}", "getSchemaExtension", "Read a schema extension", 0}, s.getExtension)
	write(s, operation{"PUT /schema-extensions/{id}", "replaceSchemaExtension", "Replace a schema extension; what is stored stays as it is", 0}, s.replaceExtension)
	write(s, operation{"DELETE /schema-extensions/{id}", "deleteSchemaExtension", "Take a schema extension away; what is stored of it comes back with it", 0}, s.deleteExtension)
}

func (s *server) installCatalogue() {
	read(s, operation{"GET /products", "listProducts", "List products", 0}, s.listProducts)
	write(s, operation{"POST /products", "createProduct", "Add a product", created}, s.createProduct)
	read(s, operation{"GET /products/{key}", "getProduct", "Read a product", 0}, s.getProduct)
	write(s, operation{"PUT /products/{key}", "replaceProduct", "Replace a product", 0}, s.replaceProduct)
	write(s, operation{"PATCH /products/{key}", "patchProduct", "Change a product (JSON merge patch)", 0}, s.patchProduct)
	write(s, operation{"DELETE /products/{key}", "deleteProduct", "Delete a product", 0}, s.deleteProduct)
	read(s, operation{"GET /products/{key}/waiting", "listWaiting", "List who waits for a seat, in order", 0}, s.waiting)

	read(s, operation{"GET /user-groups", "listUserGroups", "List user groups", 0}, s.listUserGroups)
	write(s, operation{"POST /user-groups", "createUserGroup", "Add a user group", created}, s.createUserGroup)
	read(s, operation{"GET /user-groups/{id}", "getUserGroup", "Read a user group", 0}, s.getUserGroup)
	write(s, operation{"PUT /user-groups/{id}", "replaceUserGroup", "Replace a user group", 0}, s.replaceUserGroup)
	write(s, operation{"PATCH /user-groups/{id}", "patchUserGroup", "Change a user group (JSON merge patch)", 0}, s.patchUserGroup)
	write(s, operation{"DELETE /user-groups/{id}", "deleteUserGroup", "Delete a user group", 0}, s.deleteUserGroup)

	settings := settingsTemplates{templates[SettingsTemplateBody, SettingsTemplateView]{s, provision.SettingsTemplates, "/settings-templates", settingsTemplateView}}
	settings.installCommon("SettingsTemplate", "a settings template", "settings templates")
	settings.install()
	email := emailTemplates{templates[EmailTemplateBody, EmailTemplateView]{s, provision.EmailTemplates, "/email-templates", emailTemplateView}}
	email.installCommon("EmailTemplate", "an e-mail template", "e-mail templates")
	email.install()
}

func (s settingsTemplates) install() {
	write(s.server, operation{"PUT /settings-templates/{id}", "replaceSettingsTemplate", "Save a new version of a settings template", 0}, s.replace)
	read(s.server, operation{"GET /settings-templates/{id}/versions", "listSettingsTemplateVersions", "List the saved versions of a settings template, newest first", 0}, s.versions)
	read(s.server, operation{"GET /settings-templates/{id}/versions/{version}", "getSettingsTemplateVersion", "Read a saved version of a settings template", 0}, s.version)
	write(s.server, operation{"POST /settings-templates/{id}/versions/{version}/restore", "restoreSettingsTemplate", "Save an earlier version of a settings template as its next one", 0}, s.restore)
}

func (s emailTemplates) install() {
	write(s.server, operation{"PUT /email-templates/{id}", "replaceEmailTemplate", "Save a new version of an e-mail template, which goes live unless it is a draft", 0}, s.save)
	read(s.server, operation{"GET /email-templates/variables", "listVariables", "List what templates may name, with examples", 0}, s.variables)
	read(s.server, operation{"GET /email-templates/{id}/versions", "listEmailTemplateVersions", "List the saved versions of an e-mail template, newest first", 0}, s.versions)
	read(s.server, operation{"GET /email-templates/{id}/versions/{version}", "getEmailTemplateVersion", "Read a saved version of an e-mail template", 0}, s.version)
	write(s.server, operation{"POST /email-templates/{id}/publish", "publishEmailTemplate", "Have mails written by a saved version, newer or older than the one before", 0}, s.publish)
	write(s.server, operation{"POST /email-templates/{id}/duplicate", "duplicateEmailTemplate", "Add an e-mail template that says what another says", created}, s.duplicate)
	write(s.server, operation{"POST /email-templates/preview", "previewNewEmailTemplate", "Show the mail that a template makes which was never saved", 0}, s.previewNew)
	write(s.server, operation{"POST /email-templates/{id}/preview", "previewEmailTemplate", "Show the mail that a template makes, as it is saved or as it is being edited", 0}, s.preview)
	write(s.server, operation{"POST /email-templates/{id}/test", "testEmailTemplate", "Send a saved version of an e-mail template to an address that the settings name for that; at most 20 an hour", accepted}, s.test)
	read(s.server, operation{"GET /email-templates/tests", "listTestMails", "List the test mails of the last days, newest first", 0}, s.tests)
	registerAs(s.server, access.Read, operation{"GET /email-templates/{id}/preview", "showEmailTemplate", "Show a part of the mail that a saved template makes, as a page for a sandboxed frame", 0}, pageContent(), s.show)
	registerAs(s.server, access.Read, operation{"GET /email-previews/{id}", "showEmailDraft", "Show a part of a mail that is being edited, as a page for a sandboxed frame", 0}, pageContent(), s.showDraft)
}

func (s templates[B, V]) installCommon(name, one, all string) {
	read(s.server, operation{"GET " + s.path, "list" + name + "s", "List " + all + ", without their bodies", 0}, s.list)
	write(s.server, operation{"POST " + s.path, "create" + name, "Add " + one, created}, s.create)
	read(s.server, operation{"GET " + s.path + "/{id}", "get" + name, "Read " + one, 0}, s.get)
	write(s.server, operation{"DELETE " + s.path + "/{id}", "delete" + name, "Delete " + one, 0}, s.remove)
}

func (s *server) installRules() {
	read(s, operation{"GET /rules", "listRules", "List the rules, strongest first", 0}, s.listRules)
	write(s, operation{"POST /rules", "createRule", "Add a rule", created}, s.createRule)
	write(s, operation{"PUT /rules/order", "orderRules", "Put the rules into another order", 0}, s.orderRules)
	read(s, operation{"GET /rules/lint", "lintRules", "Look for what is wrong in the rules, or probably not meant", 0}, s.lintRules)
	read(s, operation{"GET /rules/effects", "ruleEffects", "Read for how many people each rule decides, as the newest plan of exactly these rules counted", 0}, s.ruleEffects)
	registerAs(s, access.Read, operation{"GET /rules/export", "exportRules", "Write the rules as a file (YAML or JSON)", 0}, fileContent(), s.exportRules)
	write(s, operation{"POST /rules/import", "importRules", "Replace the rules by those of a file, or only look at what that would change", 0}, s.importRules)
	write(s, operation{"POST /rules/plan", "planRulesFile", "Work out what the rules of a file would do to everybody; neither the rules nor a draft change", accepted}, s.planFile)
	read(s, operation{"GET /rules/draft", "getDraft", "Read whether there is a draft, and how it differs from what is live", 0}, s.getDraft)
	write(s, operation{"DELETE /rules/draft", "discardDraft", "Throw the draft away", 0}, s.discardDraft)
	read(s, operation{"GET /rules/rollout", "getRollout", "Read the staged roll-out that is running; its steps are plans", 0}, s.getRollout)
	read(s, operation{"GET /rules/versions", "listRuleVersions", "List the revisions of the rules that were live, newest first", 0}, s.listVersions)
	read(s, operation{"GET /rules/versions/{revision}", "getRuleVersion", "Read the rules of a revision that was live, or how others differ from it", 0}, s.getVersion)
	write(s, operation{"POST /rules/versions/{revision}/restore", "restoreRules", "Make the rules of a revision those of the account again: as a draft, while rules are reviewed", 0}, s.restoreVersion)
	read(s, operation{"GET /rules/{id}", "getRule", "Read a rule", 0}, s.getRule)
	write(s, operation{"PUT /rules/{id}", "replaceRule", "Replace a rule; its place stays", 0}, s.replaceRule)
	write(s, operation{"PATCH /rules/{id}", "patchRule", "Change a rule (JSON merge patch; null takes an opinion away)", 0}, s.patchRule)
	write(s, operation{"DELETE /rules/{id}", "deleteRule", "Delete a rule", 0}, s.deleteRule)
	read(s, operation{"GET /privileges", "listPrivileges", "List what a manager can be given: the list is closed", 0}, s.privileges)
}

func (s *server) installPlans() {
	write(s, operation{"POST /plans", "createPlan", "Work out what a change would do to everybody; nothing is changed", accepted}, s.createPlan)
	read(s, operation{"GET /plans", "listPlans", "List plans, newest first; they are kept for 7 days", 0}, s.listPlans)
	read(s, operation{"GET /plans/{id}", "getPlan", "Read a plan and its progress, or wait until it is worked out", 0}, s.getPlan)
	write(s, operation{"POST /plans/{id}/cancel", "cancelPlan", "Stop working a plan out", 0}, s.cancelPlan)
	write(s, operation{"POST /plans/{id}/approve", "approvePlan", "Approve a plan that the guard holds", 0}, s.approvePlan)
	write(s, operation{"POST /plans/{id}/apply", "applyPlan", "Make exactly what the plan says come about, once", accepted}, s.applyPlan)
	readTable(s, operation{"GET /plans/{id}/changes", "listChanges", "List what a plan would make of each user, as JSON or CSV", 0}, changeColumns, s.listChanges)
}

func (s *server) installHolds() {
	read(s, operation{"GET /holds", "listHolds", "List what the guard stopped, newest first", 0}, s.listHolds)
	read(s, operation{"GET /holds/{id}", "getHold", "Read a hold", 0}, s.getHold)
	readTable(s, operation{"GET /holds/{id}/users", "listHeldUsers", "List the users of a hold with what it keeps from being taken, as JSON or CSV", 0}, heldColumns, s.listHeld)
	write(s, operation{"POST /holds/{id}/approve", "approveHold", "Have what a hold stops go on, for all or for some users", 0}, s.approveHold)
	write(s, operation{"POST /holds/{id}/reject", "rejectHold", "Have what a hold stops never come", 0}, s.rejectHold)
}

func (s *server) installSync() {
	read(s, operation{"GET /sync", "getSync", "Read where syncing stands, or wait until nobody is pending", 0}, s.getSync)
	write(s, operation{"PATCH /sync", "patchSync", "Switch syncing or mail on or off, set the schedule", 0}, s.patchSync)
	read(s, operation{"GET /sync/runs", "listRuns", "List runs, newest first", 0}, s.listRuns)
	write(s, operation{"POST /sync/runs", "startRun", "Sync everybody now", accepted}, s.startRun)
	read(s, operation{"GET /sync/runs/{id}", "getRun", "Read a run and its progress, or wait for its end", 0}, s.getRun)
	readTable(s, operation{"GET /sync/runs/{id}/results", "listResults", "List what a run found of each user, as JSON or CSV", 0}, resultColumns, s.listResults)
	write(s, operation{"POST /sync/runs/{id}/cancel", "cancelRun", "Have a run end early: what is begun goes on, the rest is skipped", accepted}, s.cancelRun)
	write(s, operation{"POST /sync/runs/{id}/retry", "retryRun", "Sync users of a run once more: those named, or all whom it left with a failure", accepted}, s.retryRun)
	read(s, operation{"GET /sync/failures", "listFailures", "List what keeps users from what the rules give, by cause, with a remedy", 0}, s.listFailures)
	readTable(s, operation{"GET /sync/failures/{code}/users", "listFailedUsers", "List the users with a failure, as JSON or CSV", 0}, failedColumns, s.listFailed)
	write(s, operation{"POST /sync/failures/{code}/retry", "retryFailure", "Sync everybody once more who has this failure", accepted}, s.retryFailure)
	write(s, operation{"POST /sync/failures/retry", "retryFailures", "Sync everybody once more who has any failure", accepted}, s.retryFailures)
}

func (s *server) installUsers() {
	read(s, operation{"GET /users", "listUsers", "List account users by userName, or search them", 0}, s.listUsers)
	read(s, operation{"GET /users/{id}", "getUser", "Read an account user", 0}, s.getUser)
	read(s, operation{"GET /users/{id}/explain", "explainUser", "Explain what the rules give to a user, and why", 0}, s.explain)
	read(s, operation{"GET /users/{id}/timeline", "listTimeline", "List what happened to a user, newest first: changes of the outcome, and what was done by hand", 0}, s.timeline)
	read(s, operation{"GET /users/{id}/grants", "listGrants", "List what an admin gave a user or denied by hand, newest first", 0}, s.listGrants)
	write(s, operation{"POST /users/{id}/grants", "createGrant", "Give a user a product, role or user group by hand, or deny it, for ever or until a time", created}, s.createGrant)
	write(s, operation{"DELETE /users/{id}/grants/{grant}", "deleteGrant", "Take a hand-made grant away", 0}, s.deleteGrant)
	write(s, operation{"PUT /users/{id}/language", "setLanguage", "Note the language that a user chose, which goes before all rules", 0}, s.setLanguage)
	write(s, operation{"DELETE /users/{id}/language", "deleteLanguage", "Forget the language that a user chose", 0}, s.deleteLanguage)
	write(s, operation{"PUT /users/{id}/pin", "pinUser", "Keep what a user has as it is, whatever rules and directory say; who leaves is suspended all the same", 0}, s.pin)
	write(s, operation{"DELETE /users/{id}/pin", "unpinUser", "Have rules and directory decide again what a user has", 0}, s.unpin)
	write(s, operation{"PUT /users/{id}/suspension", "suspendUser", "Suspend a user by hand, whatever rules and directory say", 0}, s.suspend)
	write(s, operation{"DELETE /users/{id}/suspension", "restoreUser", "End a suspension by hand: rules and directory decide again", 0}, s.restore)
	owner(s, operation{"POST /users/{id}/erase", "eraseUser", "Forget a person for good: what they have is given back, and nothing that is kept names them any more", accepted}, s.eraseUser)
	write(s, operation{"POST /users/{id}/resend-welcome", "resendWelcome", "Send a user the welcome mail once more, as the rules say it now; at most 3 within a day", accepted}, s.resendWelcome)
	write(s, operation{"POST /users/{id}/sync", "syncUser", "Sync one user now, or with dryRun say what that would do", 0}, s.syncUser)
	read(s, operation{"POST /users/{id}/what-if", "whatIf", "Say what a user would get with other groups, attributes or grants; nothing is changed", 0}, s.whatIf)

	read(s, operation{"GET /directory/users", "listDirectoryUsers", "List users that identity providers pushed, by userName", 0}, s.listDirectoryUsers)
	read(s, operation{"GET /directory/users/{id}", "getDirectoryUser", "Read a user that an identity provider pushed", 0}, s.getDirectoryUser)
	read(s, operation{"GET /directory/groups", "listDirectoryGroups", "List groups that identity providers pushed, by displayName", 0}, s.listDirectoryGroups)
	read(s, operation{"GET /directory/groups/{id}", "getDirectoryGroup", "Read a group that an identity provider pushed", 0}, s.getDirectoryGroup)
	read(s, operation{"GET /directory/groups/{id}/members", "listMembers", "List the members of a directory group", 0}, s.listMembers)
	write(s, operation{"POST /directory/users/{id}/adopt", "adoptUser", "Have another connection own a user, who is otherwise left as it is", 0}, s.adoptUser)
	write(s, operation{"POST /directory/groups/{id}/adopt", "adoptGroup", "Have another connection own a group, which is otherwise left as it is", 0}, s.adoptGroup)
	read(s, operation{"GET /mailbox", "listMails", "List mails that were not really sent (on a laptop only)", 0}, s.listMails)
	read(s, operation{"GET /mailbox/{id}", "getMail", "Read a mail that was not really sent (on a laptop only)", 0}, s.getMail)
	read(s, operation{"GET /mailbox/{id}/html", "showMail", "Show the HTML of a mail as a page that can do nothing (on a laptop only)", 0}, s.showMail)
	write(s, operation{"POST /mailbox/{id}/bounce", "bounceMail", "Have a mail come back, as if its address were wrong (on a laptop only)", 0}, s.bounceMail)
	write(s, operation{"POST /mailbox/{id}/complaint", "complainOfMail", "Have a mail complained of, as if its recipient called it unwanted (on a laptop only)", 0}, s.complainOfMail)
}
