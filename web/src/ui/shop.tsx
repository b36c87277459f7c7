/** Whose page it is: the shop's picture and name, as our server wrote them into the page. */
const given = document.querySelector(".shop")?.outerHTML;

export function Shop() {
  return given ? <div dangerouslySetInnerHTML={{ __html: given }} /> : null;
}
