"""What every plug-in of the catalogue has, whatever its kind."""


def loaded_with_words(plugins, name, kind):
    """The plug-in, once it is known to be of its kind and to have words for a reader."""
    found = plugins.load(name)
    assert isinstance(found, kind)
    assert found.title
    assert found.summary.endswith(".")
    return found
