// Compiles the layouts of the built-in mails from MJML to HTML: node compile.mjs FOLDER [--check]. With --check nothing is written, and a file that is
// not what its source says is an error. mjml is found beside this file, wherever that was copied to.
import fs from 'node:fs'
import path from 'node:path'
import mjml from 'mjml'

const [folder, check] = process.argv.slice(2)
const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8')

// One mail is the layout with its body in the middle. Lines without anything are of no use to anybody.
async function compile(name) {
  const source = read('layout.mjml').replace('<!-- body -->', () => read(name + '.mjml'))
  const { html, errors } = await mjml(source, { fonts: {}, keepComments: false, validationLevel: 'strict' })
  if (errors.length > 0) throw new Error(errors.map((e) => e.formattedMessage).join('\n'))
  return html.split('\n').map((line) => line.trim()).filter((line) => line !== '').join('\n') + '\n'
}

let wrong = 0
for (const name of ['welcome', 'notice']) {
  const file = path.join(folder, name + '.html')
  const html = await compile(name)
  if (check !== '--check') fs.writeFileSync(file, html)
  else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== html) {
    console.error(`${file} is not what its source says; commit what 'make mails' writes`)
    wrong = 1
  }
}
process.exit(wrong)
