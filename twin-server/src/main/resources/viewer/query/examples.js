// Questions to start from: each a title and a hint in Vietnamese and English, and SPARQL without its prefixes.

const NEAR_GATE = 'POLYGON((107.570 16.462, 107.586 16.462, 107.586 16.474, 107.570 16.474, 107.570 16.462))';

export const EXAMPLES = [
  {
    vi: ['Nhà cao trên 12 m quanh Ngọ Môn', 'Vùng vẽ tay và thuộc tính'],
    en: ['Buildings over 12 m around Ngọ Môn', 'A drawn area and attributes'],
    query: `SELECT ?building ?name ?height ?shape WHERE {
  ?building a def:Building ; def:height ?height ; geo:hasDefaultGeometry/geo:asWKT ?shape .
  OPTIONAL { ?building schema:name ?name }
  FILTER(?height > 12)
  FILTER(geof:sfIntersects(?shape, "${NEAR_GATE}"^^geo:wktLiteral))
}
ORDER BY DESC(?height) LIMIT 200`,
  },
  {
    vi: ['Phản ánh 30 ngày qua theo phường và loại', 'Đếm theo nhóm'],
    en: ['Reports of the last 30 days by ward and category', 'Counts by group'],
    query: `SELECT ?ward ?category (COUNT(?report) AS ?reports) WHERE {
  ?report a def:Incident ; def:ward/schema:name ?ward ; def:category/skos:prefLabel ?category ; def:reportedAt ?at .
  FILTER(lang(?category) = "vi" && ?at > NOW() - "P30D"^^xsd:dayTimeDuration)
}
GROUP BY ?ward ?category ORDER BY DESC(?reports) LIMIT 200`,
  },
  {
    vi: ['Giấy phép trong vòng 100 m quanh khu vực bảo vệ di tích', 'Ghép theo khoảng cách'],
    en: ['Permits within 100 m of a heritage protection zone', 'Joined by distance'],
    query: `SELECT ?permit ?number ?zone ?shape WHERE {
  ?permit a def:BuildingPermit ; schema:identifier ?number ; geo:hasDefaultGeometry/geo:asWKT ?shape .
  ?zone a def:ProtectionZone ; geo:hasDefaultGeometry/geo:asWKT ?area .
  FILTER(geof:distance(?shape, ?area, uom:metre) <= 100)
} LIMIT 200`,
  },
  {
    vi: ['Công trường có nhiều phản ánh chưa xong trong 300 m', 'Ghép theo khoảng cách, lọc theo nhóm'],
    en: ['Construction sites with open reports within 300 m', 'Joined by distance, filtered by group'],
    query: `SELECT ?site (COUNT(?report) AS ?reports) (MAX(?at) AS ?last) WHERE {
  ?site a def:ConstructionSite ; geo:hasDefaultGeometry/geo:asWKT ?ground .
  ?report a def:Incident ; def:incidentState ?state ; def:reportedAt ?at ; geo:hasDefaultGeometry/geo:asWKT ?place .
  FILTER(geof:distance(?ground, ?place, uom:metre) <= 300)
  FILTER(?at > NOW() - "P7D"^^xsd:dayTimeDuration)
}
GROUP BY ?site HAVING (COUNT(?report) >= 2) ORDER BY DESC(?reports)`,
  },
  {
    vi: ['20 công trình gần Ngọ Môn nhất', 'Sắp theo mét trên lưới VN-2000'],
    en: ['The 20 buildings nearest to Ngọ Môn', 'Sorted by metres on the VN-2000 grid'],
    query: `SELECT ?building ?name ?metres ?shape WHERE {
  ?building a def:Building ; geo:hasDefaultGeometry/geo:asWKT ?shape .
  OPTIONAL { ?building schema:name ?name }
  BIND(geof:distance(?shape, "POINT(107.5779 16.4680)"^^geo:wktLiteral, uom:metre) AS ?metres)
}
ORDER BY ?metres LIMIT 20`,
  },
  {
    vi: ['Diện tích nhà trong vùng ngập theo phường', 'Tổng diện tích phần giao'],
    en: ['Square metres of buildings in flood zones, by ward', 'A sum of intersections'],
    query: `SELECT ?ward (SUM(geof:area(geof:intersection(?home, ?flooded), uom:squareMetre)) AS ?squareMetres) WHERE {
  ?building a def:Building ; def:ward/schema:name ?ward ; geo:hasDefaultGeometry/geo:asWKT ?home .
  ?zone a def:FloodZone ; geo:hasDefaultGeometry/geo:asWKT ?flooded .
  FILTER(geof:sfIntersects(?home, ?flooded))
}
GROUP BY ?ward ORDER BY DESC(?squareMetres)`,
  },
  {
    vi: ['Mọi thứ trong một ô bản đồ', 'Mọi lớp, quan hệ không gian là một thuộc tính'],
    en: ['Everything in a window of the map', 'All layers; a spatial relation as a property'],
    query: `SELECT ?feature ?label ?shape WHERE {
  ?feature geo:sfIntersects "POLYGON((107.575 16.466, 107.580 16.466, 107.580 16.470, 107.575 16.470, 107.575 16.466))"^^geo:wktLiteral ;
    geo:hasDefaultGeometry/geo:asWKT ?shape .
  OPTIONAL { ?feature rdfs:label ?label }
} LIMIT 500`,
  },
  {
    vi: ['Công trình trong phường nào', 'Ghép hai lớp theo không gian'],
    en: ['Which ward each construction site is in', 'Two layers joined by space'],
    query: `SELECT ?site ?ward ?name WHERE {
  ?site a def:ConstructionSite ; geo:sfWithin ?ward .
  ?ward a def:Ward ; schema:name ?name .
} LIMIT 200`,
  },
  {
    vi: ['Nhà nào che tầm nhìn từ Ngọ Môn', 'Khối nhà dựng từ nền và chiều cao'],
    en: ['Which buildings block the view from Ngọ Môn', 'Solids made of footprint and height'],
    query: `SELECT ?building ?name ?height ?footprint WHERE {
  ?building a def:Building ; def:height ?height ; geo:hasDefaultGeometry/geo:asWKT ?footprint .
  OPTIONAL { ?building schema:name ?name }
  FILTER(geof:sfIntersects(?footprint, "LINESTRING(107.5779 16.4680, 107.5860 16.4480)"^^geo:wktLiteral))
  BIND(fn3d:extrude(?footprint, 0, ?height) AS ?body)
  FILTER(!fn3d:lineOfSight("POINT Z(107.5779 16.4680 12)"^^geo:wktLiteral, "POINT Z(107.5860 16.4480 40)"^^geo:wktLiteral, ?body))
}`,
  },
  {
    vi: ['Phản ánh mới nhất', 'Gửi một sự kiện rồi hỏi lại'],
    en: ['The newest reports', 'Send an event, then ask again'],
    query: `SELECT ?report ?title ?at ?ward ?shape WHERE {
  ?report a def:Incident ; def:reportedAt ?at ; geo:hasDefaultGeometry/geo:asWKT ?shape .
  OPTIONAL { ?report schema:headline ?title }
  OPTIONAL { ?report def:ward/schema:name ?ward }
}
ORDER BY DESC(?at) LIMIT 50`,
  },
  {
    vi: ['Các phường, xã', 'Ranh giới trên bản đồ'],
    en: ['The wards and communes', 'Their borders on the map'],
    query: `SELECT ?ward ?name ?shape WHERE {
  ?ward a def:Ward ; schema:name ?name ; geo:hasDefaultGeometry/geo:asWKT ?shape .
} ORDER BY ?name`,
  },
  {
    vi: ['Các lớp dữ liệu và thuộc tính', 'Ontology trong TDB2'],
    en: ['Layers and their properties', 'The ontology in TDB2'],
    query: `SELECT ?layer ?title ?property ?name WHERE {
  ?layer a def:Layer ; dcterms:title ?title ; sh:property ?shape .
  ?shape sh:path ?property ; sh:name ?name .
  FILTER(lang(?title) = "vi" && lang(?name) = "vi")
} ORDER BY ?title ?name`,
  },
  {
    vi: ['Mọi điều về phường Phú Xuân', 'DESCRIBE, xem dạng Turtle'],
    en: ['Everything about Phú Xuân ward', 'DESCRIBE, shown as Turtle'],
    query: `DESCRIBE ?ward WHERE { ?ward a def:Ward ; schema:name ?name FILTER(CONTAINS(?name, "Phú Xuân")) }`,
  },
];
