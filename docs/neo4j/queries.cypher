// Saved queries for a graph that `papergraph neo4j load` wrote. Run one with `papergraph neo4j query NAME`, or paste it into
// the Browser after `:param`. A thing is asked for by its name, its short form, any of its other names, or its id.

// name: find
// about: things whose name, short form or other names match, best first
// param text = "resnet": words to look for
// param limit = 10: how many at most
CALL db.index.fulltext.queryNodes('papergraph_entity_names', $text) YIELD node, score
RETURN [label IN labels(node) WHERE label <> 'Entity'][0] AS type, node.name AS name, node.paperCount AS papers, coalesce(node.aliases, []) AS aliases
ORDER BY score DESC, node.id
LIMIT $limit;

// name: shared-datasets
// about: datasets on which two methods were both evaluated or trained
// param left = "BERT": a method
// param right = "RoBERTa": another
MATCH (a:Method)-[x:EVALUATED_ON|TRAINED_ON]->(d:Dataset)<-[y:EVALUATED_ON|TRAINED_ON]-(b:Method)
WHERE (a.id = $left OR toLower(a.name) = toLower($left) OR toLower(a.abbreviation) = toLower($left) OR any(alias IN a.aliases WHERE toLower(alias) = toLower($left)))
  AND (b.id = $right OR toLower(b.name) = toLower($right) OR toLower(b.abbreviation) = toLower($right) OR any(alias IN b.aliases WHERE toLower(alias) = toLower($right)))
WITH d, collect(DISTINCT type(x)) AS left, collect(DISTINCT type(y)) AS right
RETURN d.name AS dataset, left, right, d.paperCount AS papers
ORDER BY papers DESC, d.id;

// name: closest-methods
// about: methods that share most datasets with one
// param method = "BERT": a method
// param limit = 10: how many at most
MATCH (a:Method)-[:EVALUATED_ON]->(d:Dataset)<-[:EVALUATED_ON]-(b:Method)
WHERE a.id = $method OR toLower(a.name) = toLower($method) OR toLower(a.abbreviation) = toLower($method) OR any(alias IN a.aliases WHERE toLower(alias) = toLower($method))
WITH b, collect(DISTINCT d.name) AS shared
RETURN b.name AS method, size(shared) AS datasets, shared
ORDER BY datasets DESC, b.id
LIMIT $limit;

// name: never-tried
// about: methods used for a task, and the datasets of that task on which no paper here has run them
// param task = "machine translation": a task
// param limit = 20: how many at most
MATCH (t:Task)
WHERE t.id = $task OR toLower(t.name) = toLower($task) OR toLower(t.abbreviation) = toLower($task) OR any(alias IN t.aliases WHERE toLower(alias) = toLower($task))
MATCH (t)<-[:USED_FOR]-(:Method)-[e:EVALUATED_ON]->(d:Dataset)
WITH t, d, sum(e.support) AS weight
MATCH (m:Method)-[:USED_FOR]->(t)
WHERE NOT EXISTS { MATCH (m)-[:EVALUATED_ON|TRAINED_ON]->(d) }
RETURN m.name AS method, d.name AS dataset, weight AS runsOfOthers
ORDER BY runsOfOthers DESC, m.id, d.id
LIMIT $limit;

// name: leaderboard
// about: figures reported on a dataset in a metric, best first, as claimed in the abstracts
// param dataset = "ImageNet": a dataset
// param metric = "top-1 accuracy": a metric
// param limit = 20: how many at most
MATCH (d:Dataset)<-[:ON_DATASET]-(r:Result)-[:WITH_METRIC]->(m:Metric)
WHERE (d.id = $dataset OR toLower(d.name) = toLower($dataset) OR toLower(d.abbreviation) = toLower($dataset) OR any(alias IN d.aliases WHERE toLower(alias) = toLower($dataset)))
  AND (m.id = $metric OR toLower(m.name) = toLower($metric) OR toLower(m.abbreviation) = toLower($metric) OR any(alias IN m.aliases WHERE toLower(alias) = toLower($metric)))
  AND NOT r.isDelta
MATCH (p:Paper)-[:REPORTS]->(r)
OPTIONAL MATCH (r)-[:OF_METHOD]->(method:Method)
RETURN method.name AS method, r.valueRaw AS value, p.title AS paper, p.year AS year, r.evidence[0] AS sentence
ORDER BY CASE WHEN m.higherIsBetter = false THEN r.value ELSE -r.value END, r.id
LIMIT $limit;

// name: what-replaced-what
// about: which method a paper said to be better than which, by the year of the first to say so
// param since = 2012: first year
// param limit = 20: how many at most
MATCH (new:Method)-[o:OUTPERFORMS]->(old:Method)
WHERE o.firstYear >= $since
RETURN o.firstYear AS year, new.name AS better, old.name AS than, o.support AS papers, o.evidence[0] AS sentence
ORDER BY year, papers DESC, new.id, old.id, o.key
LIMIT $limit;

// name: bridges
// about: things whose neighbours stand in most communities other than their own
// param limit = 10: how many at most
MATCH (a:Entity)-[r]-(b:Entity)
WHERE a.communityId <> b.communityId AND type(r) <> 'MENTIONS'
WITH a, collect(DISTINCT b.communityId) AS others
MATCH (c:Community {id: a.communityId})
RETURN a.name AS name, [label IN labels(a) WHERE label <> 'Entity'][0] AS type, c.label AS home, size(others) AS otherCommunities, a.betweenness AS betweenness
ORDER BY otherCommunities DESC, betweenness DESC, a.id
LIMIT $limit;

// name: between-communities
// about: pairs of communities by how many relationships join them
// param limit = 10: how many at most
MATCH (a:Entity)-[r]->(b:Entity)
WHERE a.communityId <> b.communityId
WITH CASE WHEN a.communityId < b.communityId THEN [a.communityId, b.communityId] ELSE [b.communityId, a.communityId] END AS pair, count(r) AS links
MATCH (x:Community {id: pair[0]}), (y:Community {id: pair[1]})
RETURN x.label AS one, y.label AS other, links
ORDER BY links DESC, x.id, y.id
LIMIT $limit;

// name: hardware-by-year
// about: machines that papers name, by year of publication
// param limit = 40: how many at most
MATCH (p:Paper)-[:MENTIONS]->(h:Hardware)
WHERE p.year IS NOT NULL
WITH p.year AS year, h, count(p) AS papers
RETURN year, h.name AS hardware, papers
ORDER BY year, papers DESC, h.id
LIMIT $limit;

// name: datasets-of-task
// about: on which datasets the methods for a task are tested
// param task = "question answering": a task
// param limit = 10: how many at most
MATCH (t:Task)<-[:USED_FOR]-(m:Method)-[e:EVALUATED_ON]->(d:Dataset)
WHERE t.id = $task OR toLower(t.name) = toLower($task) OR toLower(t.abbreviation) = toLower($task) OR any(alias IN t.aliases WHERE toLower(alias) = toLower($task))
WITH d, count(DISTINCT m) AS methods, min(e.firstYear) AS since
RETURN d.name AS dataset, methods, since
ORDER BY methods DESC, d.id
LIMIT $limit;

// name: methods-of-task
// about: methods used for a task, by how many papers say so
// param task = "object detection": a task
// param limit = 10: how many at most
MATCH (m:Method)-[u:USED_FOR]->(t:Task)
WHERE t.id = $task OR toLower(t.name) = toLower($task) OR toLower(t.abbreviation) = toLower($task) OR any(alias IN t.aliases WHERE toLower(alias) = toLower($task))
RETURN m.name AS method, u.support AS papers, u.firstYear AS since, u.evidence[0] AS sentence
ORDER BY papers DESC, m.id
LIMIT $limit;

// name: lineage
// about: what a method is a variant or a part of, up to three steps, nearest first
// param method = "ResNet": a method
// param limit = 20: how many at most
MATCH path = (m:Method)-[:VARIANT_OF|PART_OF*1..3]->(of:Method)
WHERE (m.id = $method OR toLower(m.name) = toLower($method) OR toLower(m.abbreviation) = toLower($method) OR any(alias IN m.aliases WHERE toLower(alias) = toLower($method)))
  AND m <> of
WITH of, min(length(path)) AS steps
RETURN of.name AS method, steps
ORDER BY steps, of.id
LIMIT $limit;

// name: evidence
// about: the sentences that link two things
// param left = "AlexNet": a thing
// param right = "ImageNet": another
MATCH (a:Entity)-[r]-(b:Entity)
WHERE (a.id = $left OR toLower(a.name) = toLower($left) OR toLower(a.abbreviation) = toLower($left) OR any(alias IN a.aliases WHERE toLower(alias) = toLower($left)))
  AND (b.id = $right OR toLower(b.name) = toLower($right) OR toLower(b.abbreviation) = toLower($right) OR any(alias IN b.aliases WHERE toLower(alias) = toLower($right)))
UNWIND range(0, size(r.evidence) - 1) AS i
RETURN type(r) AS relationship, r.evidence[i] AS sentence, r.evidencePaperIds[i] AS paper, r.evidenceStarts[i] AS start, r.evidenceEnds[i] AS end
ORDER BY relationship, paper, start, r.key;

// name: papers-about
// about: papers that name a thing, those that propose it first
// param name = "Transformer": a thing
// param limit = 20: how many at most
MATCH (p:Paper)-[m:MENTIONS]->(e:Entity)
WHERE e.id = $name OR toLower(e.name) = toLower($name) OR toLower(e.abbreviation) = toLower($name) OR any(alias IN e.aliases WHERE toLower(alias) = toLower($name))
RETURN p.title AS paper, p.year AS year, m.role AS role, m.count AS times, p.id AS id
ORDER BY CASE m.role WHEN 'proposed' THEN 0 ELSE 1 END, times DESC, id
LIMIT $limit;

// name: communities
// about: communities of the finest level with their strongest methods and datasets
// param limit = 20: how many at most
MATCH (c:Community {level: 0})<-[:IN_COMMUNITY]-(e:Entity)
WITH c, e ORDER BY e.pageRank DESC, e.id
WITH c, [x IN collect(e) WHERE x:Method][0..3] AS methods, [x IN collect(e) WHERE x:Dataset][0..3] AS datasets
RETURN c.label AS community, c.size AS size, c.paperCount AS papers, c.stability AS stability, [m IN methods | m.name] AS methods, [d IN datasets | d.name] AS datasets
ORDER BY size DESC, c.id
LIMIT $limit;

// name: path
// about: the shortest way from one thing to another through what papers say of them
// param from = "AlexNet": a thing
// param to = "BERT": another
MATCH (a:Entity)
WHERE a.id = $from OR toLower(a.name) = toLower($from) OR toLower(a.abbreviation) = toLower($from) OR any(alias IN a.aliases WHERE toLower(alias) = toLower($from))
MATCH (b:Entity)
WHERE b <> a AND (b.id = $to OR toLower(b.name) = toLower($to) OR toLower(b.abbreviation) = toLower($to) OR any(alias IN b.aliases WHERE toLower(alias) = toLower($to)))
MATCH way = shortestPath((a)-[:USED_FOR|EVALUATED_ON|TRAINED_ON|BENCHMARK_FOR|COMPARED_WITH|OUTPERFORMS|PART_OF|VARIANT_OF|SUBTASK_OF*..8]-(b))
RETURN length(way) AS steps, [n IN nodes(way) | n.name] AS things, [r IN relationships(way) | type(r)] AS by
ORDER BY steps, a.id, b.id
LIMIT 1;
