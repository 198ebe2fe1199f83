import { getLanguageService, TextDocument } from 'amazon-states-language-service'
import validate from 'asl-validator'

/** What two validators have against a definition in JSON; each sees faults that the other does not. */
export async function statemachineProblems(definitionJson: string): Promise<readonly string[]> {
  const { errors } = validate(JSON.parse(definitionJson), { checkPaths: true, checkArn: true })
  const service = getLanguageService({})
  const document = TextDocument.create('file:///scavenge.asl.json', 'asl', 1, definitionJson)
  const diagnostics = await service.doValidation(document, service.parseJSONDocument(document))
  return [...errors.map((error) => JSON.stringify(error)), ...diagnostics.map(({ message }) => JSON.stringify(message))]
}
