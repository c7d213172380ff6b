package provision

import (
	"maps"
	"slices"

	"usersync/internal/fault"
	"usersync/internal/rule"
)

// Limits of a template's body.
const (
	MaxFeatures     = 500  // of one product in one settings template
	MaxFeatureBytes = 1000 // of a feature's name or text
)

// checkTemplate finds what is wrong with a template as a person entered it: fault.Invalid with one Field per fault.
func (c *Catalogue) checkTemplate(p *rule.Policy, t Template) error {
	if t.ID == DefaultTemplate && t.Name != DefaultTemplateName {
		return fault.New(fault.Invalid, "built_in", "The default template keeps its name.").At("name", "Must stay as it is.")
	}
	if err := checkName(t.Name); err != nil {
		return err
	}
	if t.Kind == SettingsTemplates {
		return checkSettings(p, t.Settings)
	}
	return c.checkVariants(t)
}

func checkSettings(p *rule.Policy, settings map[string]map[string]any) error {
	bad := fault.New(fault.Invalid, "invalid_value", "The settings name, per product, features and their values: booleans, numbers or texts.")
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		path := "settings." + key
		product, err := FindProduct(p, key)
		if err != nil {
			bad.At(path, "There is no product with this key.")
		}
		if len(settings[key]) > MaxFeatures {
			bad.At(path, "Has too many features.")
		}
		schema, _ := rule.ReadSettingsSchema(product.SettingsSchema) // it was checked when the product was saved
		for _, name := range slices.Sorted(maps.Keys(settings[key])) {
			if !isFeature(name, settings[key][name]) {
				bad.At(path+"."+name, "Must be a boolean, a number or a text of at most 1,000 bytes.")
			} else if wrong := schema.Check(name, settings[key][name]); wrong != "" {
				bad.At(path+"."+name, wrong)
			}
		}
	}
	return faulty(bad)
}

func isFeature(name string, value any) bool {
	if name == "" || len(name) > MaxFeatureBytes {
		return false
	}
	switch v := value.(type) {
	case bool, float64, int64:
		return true
	case string:
		return len(v) <= MaxFeatureBytes
	default:
		return false
	}
}

// checkVariants demands English, the end of every chain of languages, of all but the default template, behind which stands a built-in text.
func (c *Catalogue) checkVariants(t Template) error {
	bad := fault.New(fault.Invalid, "invalid_value", "The mail template cannot be used as it is.")
	if _, ok := t.Variants["en"]; !ok && t.ID != DefaultTemplate {
		bad.At("variants.en", "English is needed: it is what people get whose language has no variant.")
	}
	for _, language := range slices.Sorted(maps.Keys(t.Variants)) {
		path := "variants." + language
		if !slices.Contains(rule.Languages, language) {
			bad.At(path, "Not a language that mails are written in.")
			continue
		}
		c.checkVariant(bad, path, t.Variants[language])
	}
	return faulty(bad)
}

func (c *Catalogue) checkVariant(bad *fault.Error, path string, v MailVariant) {
	if v.Subject == "" {
		bad.At(path+".subject", "Must not be empty.")
	}
	if v.Text == "" {
		bad.At(path+".text", "Must not be empty: not every reader shows HTML.")
	}
	err := c.Mail.CheckTemplate(v.Subject, v.Text, v.HTML)
	if err == nil {
		return
	}
	reason := fault.As(err)
	for _, f := range reason.Fields {
		bad.At(path+"."+f.Path, f.Detail)
	}
	if len(reason.Fields) == 0 {
		bad.At(path, reason.Detail)
	}
}

// faulty is the error when it names at least one member, else nil.
func faulty(err *fault.Error) error {
	if len(err.Fields) == 0 {
		return nil
	}
	return err
}
